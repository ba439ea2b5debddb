"""The documents of the story: small plain texts, the same in every run.

They are plainly marked as examples; what they say is what the folder says.
"""

from .model import Bank, Text, Value

_EXAMPLE = "（虚构示例，不代表任何真实机构）"


def standard_text(bank: Bank, text: Text) -> str:
    """Write a version of a standard as the document that the platform would show."""
    lines = [
        f"{text.number}",
        f"{text.name}",
        _EXAMPLE,
        f"版本：{text.edition}    发布：{text.published}    实施：{text.effective}",
        f"起草单位：{bank.name}（{bank.uscc}）",
        "",
        "1 范围",
        f"本文件规定了下列服务的要求：{'；'.join(text.covers)}。",
        "",
        "2 规范性引用文件",
        *(f"{one.number} {one.title}" for one in text.references),
        "",
        "3 指标要求",
        *(_line(value) for value in text.values),
    ]
    return "\n".join(lines) + "\n"


def report_text(bank: Bank, text: Text) -> str:
    """Write the conformity report (标准符合性报告) of a version."""
    lines = [
        f"标准符合性报告：{text.number}《{text.name}》",
        _EXAMPLE,
        f"企业：{bank.name}（{bank.uscc}）",
        "经自查，下列指标均达到标准文本的承诺：",
        *(_line(value) for value in text.values),
    ]
    return "\n".join(lines) + "\n"


def evidence_text(bank: Bank, text: Text, item: str) -> str:
    """Write a piece of evidence that the scheme asks for."""
    lines = [
        f"证明材料：{item}",
        _EXAMPLE,
        f"企业：{bank.name}（{bank.uscc}）",
        f"对应标准：{text.number}《{text.name}》",
    ]
    return "\n".join(lines) + "\n"


def _line(value: Value) -> str:
    return f"{value.clause} {value.indicator}：{value.promise}（第 {value.page} 页）"
