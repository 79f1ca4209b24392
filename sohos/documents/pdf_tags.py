"""What WeasyPrint leaves to be done for PDF/UA-1 beside PDF/A-3a."""

from typing import Any

import pydyf

_UA_IDENTIFICATION = b"""
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
_END = b"</rdf:RDF>"
_SIGNED_BY_ADDING = 3
_PARTS_OF_TABLES = {"/THead", "/TBody", "/TFoot", "/Table"}


def finish(_document: Any, pdf: Any) -> None:
    """Add what a reader of PDF/UA asks for to a finished PDF/A.

    Args:
        _document: the laid out document; not used.
        pdf: the PDF, before it is written.
    """
    _identify(pdf)
    _scope_headers(pdf)
    _index_ids(pdf)
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def finish_for_signing(document: Any, pdf: Any) -> None:
    """Finish a PDF, with an empty form in which signatures can be put.

    A form that came with the first signature could not be told from another change.

    Args:
        document: the laid out document.
        pdf: the PDF, before it is written.
    """
    finish(document, pdf)
    pdf.catalog["AcroForm"] = pydyf.Dictionary(
        {"Fields": pydyf.Array(), "SigFlags": _SIGNED_BY_ADDING}
    )


def _identify(pdf: Any) -> None:
    for part in pdf.objects:
        if (
            isinstance(part, pydyf.Stream)
            and str(part.extra.get("Type")) == "/Metadata"
        ):
            written = b"\n".join(
                each if isinstance(each, bytes) else each.encode()
                for each in part.stream
            )
            part.stream = [written.replace(_END, _UA_IDENTIFICATION + _END)]


def _scope_headers(pdf: Any) -> None:
    """Say of each header cell whether it heads a row or a column."""
    for part in pdf.objects:
        if isinstance(part, pydyf.Dictionary) and part.get("S") == "/TH":
            above = part
            while above.get("S") not in _PARTS_OF_TABLES:
                above = pdf.objects[int(above["P"].split()[0])]
            scope = "/Row" if above["S"] == "/TBody" else "/Column"
            part["A"]["Scope"] = scope


def _index_ids(pdf: Any) -> None:
    """List the names of cells, to which other cells refer as their headers."""
    named = sorted(
        (
            (part["ID"].data, part["ID"], part.reference)
            for part in pdf.objects
            if isinstance(part, pydyf.Dictionary)
            and part.get("Type") == "/StructElem"
            and "ID" in part
        ),
        key=lambda each: each[0],
    )
    if not named:
        return
    names = pydyf.Array()
    for _key, name, reference in named:
        names.extend((name, reference))
    limits = pydyf.Array([named[0][1], named[-1][1]])
    leaf = pydyf.Dictionary({"Names": names, "Limits": limits})
    pdf.add_object(leaf)
    tree = pydyf.Dictionary({"Kids": pydyf.Array([leaf.reference])})
    pdf.add_object(tree)
    root = pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]
    root["IDTree"] = tree.reference
