import unicodedata

import pytest

from hotelops.files.names import safe_name, shown_name


class TestSafeName:
    @pytest.mark.parametrize(
        ("name", "safe"),
        [
            ("photo.JPEG", "photo.jpg"),
            ("photo", "photo.jpg"),
            ("photo.php", "photo.jpg"),
            ("photo.php.png", "photo.php.jpg"),
            ("../../etc/passwd", "passwd.jpg"),
            ("..\\..\\boot.ini", "boot.jpg"),
            ("/etc/", "file.jpg"),
            ("..", "file.jpg"),
            (".", "file.jpg"),
            ("", "file.jpg"),
            (".htaccess", "htaccess.jpg"),
            ("...hidden.png", "hidden.jpg"),
            ("a\r\nSet-Cookie: x=1.png", "a Set-Cookie_ x=1.jpg"),
            ("a\0b.png", "ab.jpg"),
            ("a\x1b[31mb.png", "a[31mb.jpg"),
            ("exe\u202egnp.scr", "exegnp.jpg"),
            ("zero\u200bwidth\ufeff.png", "zerowidth.jpg"),
            ("lone\udc80.png", "lone.jpg"),
            ("two   spaces\u2028.png", "two spaces.jpg"),
            ('a<b>"c|d?*.png', "a_b__c_d__.jpg"),
            ("trailing. . .png", "trailing.jpg"),
            ("पासपोर्ट.png", "पासपोर्ट.jpg"),
            ("护照.png", "护照.jpg"),
        ],
        ids=repr,
    )
    def test_of(self, name, safe):
        assert safe_name(name, "jpg") == safe

    @pytest.mark.parametrize("name", ["x" * 300 + ".png", "x" * 300, "é" * 300, ".png" * 300])
    def test_has_100_characters_at_most(self, name):
        assert len(safe_name(name, "webp")) <= 100
        assert safe_name(name, "webp").endswith(".webp")

    def test_is_the_same_however_it_is_composed(self):
        assert safe_name(unicodedata.normalize("NFD", "é.png"), "png") == "é.png"

    def test_does_not_change_when_made_again(self):
        name = safe_name(" ..a\u202e/b . x.y .png", "jpg")
        assert safe_name(name, "jpg") == name


class TestShownName:
    def test_keeps_what_the_client_calls_it(self):
        assert shown_name("C:\\photos\\card.svg") == "card.svg"
        assert len(shown_name("x" * 300 + ".svg")) == 100
