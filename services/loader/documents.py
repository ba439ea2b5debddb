"""The documents of the story: small plain texts, the same in every run.

They are plainly marked as examples; what they say is what the folder says.
"""

from datetime import date

from .model import Enterprise, Product, Text, Value

_EXAMPLE = "（虚构示例，不代表任何真实机构）"


def standard_text(enterprise: Enterprise, text: Text) -> str:
    """Write a version of a standard as the document that the platform would show."""
    lines = [
        f"{text.number}",
        f"{text.name}",
        _EXAMPLE,
        f"版本：{text.edition}    发布：{text.published}    实施：{text.effective}",
        f"起草单位：{enterprise.name}（{enterprise.uscc}）",
        "",
        "1 范围",
        f"本文件规定了下列{'产品' if text.products else '服务'}的要求：{'；'.join(text.covers)}。",
        "",
        "2 规范性引用文件",
        *(f"{one.number} {one.title}" for one in text.references),
        "",
        "3 指标要求",
        *(_line(value) for value in text.values),
    ]
    return "\n".join(lines) + "\n"


def report_text(enterprise: Enterprise, text: Text) -> str:
    """Write the conformity report (标准符合性报告) of a version."""
    lines = [
        f"标准符合性报告：{text.number}《{text.name}》",
        _EXAMPLE,
        f"企业：{enterprise.name}（{enterprise.uscc}）",
        "经自查，下列指标均达到标准文本的承诺：",
        *(_line(value) for value in text.values),
    ]
    return "\n".join(lines) + "\n"


_PROVES = {
    "finalised": "已定型，设计、工艺和技术文件齐套并经定型鉴定",
    "in_production": "已批量生产，并有连续批次的出厂检验记录",
}


def proof_text(enterprise: Enterprise, product: Product, what: str, day: date) -> str:
    """Write the proof that a product is ``finalised`` or ``in_production`` (R8 c)."""
    lines = [
        f"证明材料：{product.name} {product.model} 自 {day} 起{_PROVES[what]}",
        _EXAMPLE,
        f"企业：{enterprise.name}（{enterprise.uscc}）",
    ]
    return "\n".join(lines) + "\n"


def succession_text(before: Enterprise, after: Enterprise, kind: str, grounds: str) -> str:
    """Write the registration document on which a successor is recorded (R34)."""
    lines = [
        f"登记机关变更证明（{kind}）",
        _EXAMPLE,
        f"原企业：{before.name}（{before.uscc}）",
        f"承继企业：{after.name}（{after.uscc}）",
        f"事由：{grounds}",
    ]
    return "\n".join(lines) + "\n"


def evidence_text(enterprise: Enterprise, text: Text, item: str) -> str:
    """Write a piece of evidence that the scheme asks for."""
    lines = [
        f"证明材料：{item}",
        _EXAMPLE,
        f"企业：{enterprise.name}（{enterprise.uscc}）",
        f"对应标准：{text.number}《{text.name}》",
    ]
    return "\n".join(lines) + "\n"


def _line(value: Value) -> str:
    return f"{value.clause} {value.indicator}：{value.promise}（第 {value.page} 页）"
