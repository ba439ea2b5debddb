"""The seven grounds on which a title is withdrawn (R21), as data."""

#: The seven grounds of [77] 三.7, in its words (R21).
GROUNDS: dict[int, dict[str, str]] = {
    1: {
        "zh": "生产装备、工艺等发生重大变化且严重影响产品性能",
        "en": "Major change of equipment or process that seriously affects performance",
    },
    2: {
        "zh": "企业标准发生更新且核心指标水平出现降低",
        "en": "The standard was updated and the level of a core indicator fell",
    },
    3: {
        "zh": "出现重大环保安全事故和产品质量问题",
        "en": "Major environmental or safety accident, or major quality problem",
    },
    4: {
        "zh": "产品抽检发现达不到公开标准水平",
        "en": "Sampling inspection found less than the published standard",
    },
    5: {
        "zh": "发生侵犯知识产权行为",
        "en": "Infringement of intellectual property",
    },
    6: {
        "zh": "通过弄虚作假入选或存在其他诚信问题",
        "en": "Fraud to be listed, or another failure of integrity",
    },
    7: {
        "zh": "由于其他原因须退出“领跑者”榜单",
        "en": "Other reasons, stated, to leave the list",
    },
}
