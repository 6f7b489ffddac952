"""Labels of tables as they are told apart: what hands, fonts and narrow columns do to them does not matter.

Lines, columns, accounts and statements of a file are found by their labels alone, so both sides of every
comparison pass through here: the label of the plan and the text of the cell.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from smrj_desktop.domain.amounts import DASHES, NEGATIVE, Unit

_VARIANTS = {
    # characters of before the reform of 1946, and what they have become
    "亂亞佛來假價僞傳儉兒兩": "乱亜仏来仮価偽伝倹児両",
    "冩冨剩劍劃劑勞勵勳區參卽": "写富剰剣画剤労励勲区参即",
    "嚴單囑圍圓圖團國壓壘壞壯": "厳単嘱囲円図団国圧塁壊壮",
    "壹壽奧奬學實寫寬寢將專對": "壱寿奥奨学実写寛寝将専対",
    "屆屬峽巖廣廢廳彈彌徑從": "届属峡巌広廃庁弾弥径従",
    "德恆惠惡愼應戀戰戲戶擇據": "徳恒恵悪慎応恋戦戯戸択拠",
    "擔擧擴攝收效敍敕數斷晝": "担挙拡摂収効叙勅数断昼",
    "曉會條榮樂樓樞樣槪權歐歡": "暁会条栄楽楼枢様概権欧歓",
    "歲歷歸殘殼氣沒淨淸淺濟濕": "歳歴帰残殻気没浄清浅済湿",
    "濱瀨灣營爐爭狀獨獎獻產": "浜瀬湾営炉争状独奨献産",
    "畫當疊發盡眞硏碎禮禪稅稱": "画当畳発尽真研砕礼禅税称",
    "穩竊竝粹絲經綠緖緣縣縱總": "穏窃並粋糸経緑緒縁県縦総",
    "繩繪繼續纖缺聲聽肅腦膽臟": "縄絵継続繊欠声聴粛脳胆臓",
    "與舊舍舖莊萬藏藝藥處號衞": "与旧舎舗荘万蔵芸薬処号衛",
    "裝覺覽觀觸說證譯譽讀變讓": "装覚覧観触説証訳誉読変譲",
    "豐豫貳賣賴贊踐轉輕辨辯辭": "豊予弐売頼賛践転軽弁弁辞",
    "遞遲邊邉醉醫釋鄕錄錢鍊鎭": "逓遅辺辺酔医釈郷録銭錬鎮",
    "鐵鑄鑛閱關陷隨險隱雙雜靈": "鉄鋳鉱閲関陥随険隠双雑霊",
    "靜顯餘驅驗驛髓體黃黑默點": "静顕余駆験駅髄体黄黒黙点",
    "黨齊齋齒齡龍龜臺辦增拂": "党斉斎歯齢竜亀台弁増払",
    # other forms of one character, which computers keep apart
    "髙﨑嵜濵𠮷": "高崎崎浜吉",
    "ヶヵ附": "ケカ付",
    # radicals, which stand for characters in text copied from pages
    "⺠⻑⻄⻘⻩⻭⻨⻝": "民長西青黄歯麦食",
}

_BRACKETS = {"[〔【〈《<「『": "(", "]〕】〉》>」』": ")"}
_ONE_FORM = {
    DASHES: "-",
    NEGATIVE: "△",
    "〜~": "~",
    "·•‧∙⋅": "・",
    "、，": ",",
    "。": ".",
}

_CHARACTERS = {old: new for olds, news in _VARIANTS.items() for old, new in zip(olds, news, strict=True)} | {
    each: one for many, one in (_ONE_FORM | _BRACKETS).items() for each in many
}


class _Plain(dict[int, str]):
    """What becomes of a character; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        # spaces, line ends, control and format characters, and the selectors of variants
        gone = character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Mn", "Co", "Cs")
        self[code] = "" if gone else _CHARACTERS.get(character, character)
        return self[code]


_PLAIN = _Plain()

_NUMBERING = re.compile(
    r"\s*(?:"
    r"[・･•●○◯◎■□◆◇▪]\s*"
    r"|[①-⓿❶-❿Ⅰ-ⅿ]\s*[.．、)）]?"
    r"|[(（](?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4}|[ア-ン]|[一二三四五六七八九十]{1,2})[)）]"
    r"|(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4}|[ア-ン]|[一二三四五六七八九十]{1,2})[.．)）、:：](?!\d)"
    r"|第?\d{1,2}(?=\s+\D)"
    r"|[-－‐]\s+"
    r")\s*"
)
_NOTE = re.compile(r"(?:[※*]\d{0,2}|\(注\d{0,2}\)|注\d{1,2}\)?)+$")
_OUTER_BRACKETS = re.compile(r"\(([^()]*)\)")
_AMONG = re.compile(r"^(?:\(うち\)|うち),?(?=.)")
_INNER_BRACKETS = re.compile(r"\([^()]*\)")
_TOTAL = re.compile(r"(?:総合|[総合小])?計$")

TOTAL = "計"
"""What 小計, 合計 and 総計 are alike called by `loose`."""


def numbering(text: str) -> tuple[str, str]:
    """The numbering mark at the start of a text, and the rest: `(1)`, `①`, `I.`, `・` and their like.

    A text that is nothing but a mark is all mark.
    """
    at, left = 0, text.lstrip()
    while (match := _NUMBERING.match(text, at)) and match.end() > at:
        at = match.end()
    if at == 0 and len(left) <= 4 and _NUMBERING.fullmatch(f"{left.rstrip()}."):
        return left.strip(), ""
    return text[:at].strip(), text[at:].strip()


@lru_cache(maxsize=4096)
def canonical(label: str) -> str:
    """The label without what does not tell it from another one.

    Spaces anywhere, width, older and variant characters, kinds of brackets and dashes, outer brackets,
    numbering in front, `うち`, and the sign of a note behind it do not matter. A label that is nothing else
    stays.
    """
    _, body = numbering(label)
    plain = unicodedata.normalize("NFKC", body or label).translate(_PLAIN)
    plain = _NOTE.sub("", plain) or plain
    if match := _OUTER_BRACKETS.fullmatch(plain):
        plain = match[1] or plain
    return _AMONG.sub("", plain).casefold()


def spelt(label: str) -> str:
    """The label as it is spelt, but for spaces: tells labels apart that have one canonical form."""
    return "".join(label.split())


def loose(canonical_label: str) -> str:
    """A canonical label without what stands in brackets, and with one word for every kind of total."""
    plain = canonical_label
    if "(" in plain:
        plain = _INNER_BRACKETS.sub("", plain) or plain
    return _TOTAL.sub(TOTAL, plain) if plain.endswith(TOTAL) else plain


ACCOUNT_WORD = "勘定"
"""What the name of an account ends in, and names of sheets leave out."""

_BETWEEN_WORDS = re.compile(r"[\s・･()（）\[\]【】〔〕〈〉《》<>＜＞「」_＿/／,，、:：|｜\-－‐–—―]+")


def words(text: str) -> list[str]:
    """The words of a title in canonical form."""
    return [canonical(word) for word in _BETWEEN_WORDS.split(text) if word]


_UNITS = "|".join(sorted((unit.label for unit in Unit), key=len, reverse=True))
_UNIT_NOTE = re.compile(rf"単位.{{0,3}}?({_UNITS})|\(({_UNITS})\)|^({_UNITS})$")


def unit_in(canonical_text: str) -> Unit | None:
    """The unit that a text says figures are in: `単位:千円`, `予算(百万円)`, `千円`; None where it says none.

    Args:
        canonical_text: a text in canonical form.
    """
    if "円" not in canonical_text:
        return None
    match = _UNIT_NOTE.search(canonical_text)
    return Unit.of(match[1] or match[2] or match[3]) if match else None
