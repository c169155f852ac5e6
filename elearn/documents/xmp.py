"""What a PDF says of itself to programs: XMP metadata, which PDF/UA-1 asks for."""

from typing import Any
from xml.sax.saxutils import escape


def xmp(info: Any, language: str) -> bytes:
    """Return the metadata of a file from what ReportLab keeps of it."""
    formatter = info._dateFormatter
    day = formatter() if formatter else "D:19700101"
    stamp = f"{day[2:6]}-{day[6:8]}-{day[8:10]}T00:00:00Z"
    facts = (info.title, info.author, info.subject, info.keywords, info.creator, info.producer)
    return _XMP.format(*(escape(str(words)) for words in facts), escape(language), stamp).encode()


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{0}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{1}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{2}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{6}</rdf:li></rdf:Bag></dc:language>
<pdf:Keywords>{3}</pdf:Keywords><pdf:Producer>{5}</pdf:Producer>
<xmp:CreatorTool>{4}</xmp:CreatorTool>
<xmp:CreateDate>{7}</xmp:CreateDate><xmp:ModifyDate>{7}</xmp:ModifyDate>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
