"""QR codes, for what people type with a phone in the other hand."""

from __future__ import annotations


def qr_code(address: str) -> str:
    """Return a QR code as SVG, black on nothing, with the quiet zone that scanners need."""
    import segno

    code: str = segno.make(address, error="m", micro=False).svg_inline(border=4, omitsize=True)
    return code
