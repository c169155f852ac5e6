import { Button } from "govuk-frontend";
Button;
