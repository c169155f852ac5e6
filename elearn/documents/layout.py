"""Where the parts of a certificate stand on its page, and the small type of every design."""

from elearn.documents import fonts, signatories, style
from elearn.documents.frame import PAGE
from elearn.documents.style import Type

LEFT, RIGHT = 72.0, PAGE[0] - 72.0
MEASURE = RIGHT - LEFT
ZONE_TOP, ZONE_BOTTOM, FOOT = 200.0, 73.0, 56.0
QR_SIDE, GUTTER = 84.0, 30.0
SIGN_WIDTH = signatories.WIDTH

SMALL = Type(fonts.SANS, 8, style.MUTED, leading=10.5)
LABEL = Type(fonts.SANS, 8, style.MUTED)
VALUE = Type(fonts.SANS_BOLD, 11, style.INK, leading=13)
