"""The look of the page: calm colours, light and dark by the browser's setting, the machine's own fonts.

Every pair of text and ground has a contrast of at least 4.5 (WCAG AA), kept by tests/test_ui_server.py.
"""

from __future__ import annotations

from collections.abc import Mapping

_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
_CODE = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace"

SHARED: Mapping[str, object] = {
    "font": _FONT,
    "headingFont": _FONT,
    "codeFont": _CODE,
    "baseFontSize": 16,
    "baseRadius": "medium",
    "linkUnderline": True,  # colour is never the only signal
    "showWidgetBorder": True,
    "headingFontSizes": ["1.75rem", "1.4rem", "1.2rem", "1.05rem", "1rem", "0.9rem"],
}
LIGHT: Mapping[str, object] = {
    "primaryColor": "#0f6b62",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f3f5f3",
    "textColor": "#1f2a2c",
    "linkColor": "#0f6b62",
    "borderColor": "#c9d2cf",
}
DARK: Mapping[str, object] = {
    "primaryColor": "#1b8073",  # white on it reads as well as it does on the ground
    "backgroundColor": "#14191b",
    "secondaryBackgroundColor": "#1f2628",
    "textColor": "#e4e9e7",
    "linkColor": "#6fd0c1",
    "borderColor": "#3b4648",
}
DANGER = "#b3261e"  # ground of a button that cannot be undone, by day and by night; what is written on it is white


def theme() -> dict[str, object]:
    """Return Streamlit's theme options by their full names."""
    sections = (("theme", SHARED), ("theme.light", LIGHT), ("theme.dark", DARK))
    return {f"{section}.{name}": value for section, values in sections for name, value in values.items()}
