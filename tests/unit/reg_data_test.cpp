#include "platform/reg_data.h"

#include <catch2/catch.hpp>
#include <string>

#include "platform/utf16.h"

using upsmd::RegData;
using upsmd::RegValue;

namespace {

std::string decode_failure(const RegData& data) {
    const auto value = upsmd::decode_reg_value(data);
    if (value) return "accepted";
    CHECK(value.error().code == upsmd::ErrorCode::malformed);
    return value.error().message;
}

std::string encode_failure(const RegValue& value) {
    const auto data = upsmd::encode_reg_value(value);
    if (data) return "accepted";
    CHECK(data.error().code == upsmd::ErrorCode::invalid_argument);
    return data.error().message;
}

std::string key_failure(std::string_view key) {
    const auto valid = upsmd::check_reg_key(key);
    return valid ? "accepted" : valid.error().message;
}

}  // namespace

TEST_CASE("reg data: values as bytes and back", "[reg_data]") {
    CHECK(*upsmd::encode_reg_value(RegValue::dword(0x12345678)) ==
          RegData{upsmd::kRegDword, "\x78\x56\x34\x12"});
    CHECK(*upsmd::encode_reg_value(RegValue::sz("A")) == RegData{upsmd::kRegSz, std::string("A\0\0\0", 4)});
    for (const RegValue& value :
         {RegValue::sz(""), RegValue::sz("Gr\xC3\xBC\xC3\x9F\x65 \xF0\x9F\x94\x8B"),
          RegValue::expand_sz("%SystemRoot%"), RegValue::dword(0), RegValue::dword(0xFFFFFFFFu)})
        CHECK(*upsmd::decode_reg_value(*upsmd::encode_reg_value(value)) == value);
}

TEST_CASE("reg data: text with no NUL ends with the bytes, with several at the first", "[reg_data]") {
    CHECK(upsmd::decode_reg_value({upsmd::kRegSz, std::string("A\0B\0", 4)})->text == "AB");
    CHECK(upsmd::decode_reg_value({upsmd::kRegSz, std::string("A\0\0\0B\0", 6)})->text == "A");
    CHECK(upsmd::decode_reg_value({upsmd::kRegExpandSz, ""})->text.empty());
}

TEST_CASE("reg data: malformed values", "[reg_data]") {
    CHECK(decode_failure({upsmd::kRegSz, "abc"}) == "text with an odd number of bytes");
    CHECK(decode_failure({upsmd::kRegSz, std::string("\x00\xD8\x41\x00", 4)}) ==
          "text that is not well-formed UTF-16");
    CHECK(decode_failure({upsmd::kRegDword, "abc"}) == "REG_DWORD of 3 bytes instead of 4");
    CHECK(decode_failure({upsmd::kRegBinary, "abcd"}) ==
          "type REG_BINARY where REG_SZ, REG_EXPAND_SZ or REG_DWORD must be");
    CHECK(decode_failure({77, ""}) == "type REG_TYPE_77 where REG_SZ, REG_EXPAND_SZ or REG_DWORD must be");
}

TEST_CASE("reg data: values that cannot be stored", "[reg_data]") {
    CHECK(encode_failure(RegValue::sz(std::string("a\0b", 3))) == "text with a NUL character");
    CHECK(encode_failure(RegValue::sz("\xFF")) == "text that is not well-formed UTF-8");
    CHECK(encode_failure(RegValue::sz(std::string(16384, 'a'))) == "text of more than 16383 characters");
    CHECK(encode_failure(RegValue::sz(std::string(16383, 'a'))) == "accepted");
}

TEST_CASE("reg data: keys", "[reg_data]") {
    CHECK(key_failure("HKEY_LOCAL_MACHINE") == "accepted");
    CHECK(key_failure("hkey_current_user\\Software") == "accepted");
    CHECK(key_failure("SOFTWARE\\x") ==
          "key \"SOFTWARE\\x\" does not begin with a root such as HKEY_LOCAL_MACHINE");
    CHECK(key_failure("HKEY_USERS\\") == "key \"HKEY_USERS\\\" with an empty name between backslashes");
    CHECK(key_failure("HKEY_USERS\\a\n") == "key with a control character");
    CHECK(key_failure("HKEY_USERS\\\xFF") == "key name that is not well-formed UTF-8");
    CHECK(key_failure("HKEY_USERS\\" + std::string(256, 'k')) == "key name of more than 255 characters");
    CHECK(upsmd::expand_reg_root("hklm\\a") == "HKEY_LOCAL_MACHINE\\a");
    CHECK(upsmd::expand_reg_root("HKLMx\\a") == "HKLMx\\a");
    CHECK(upsmd::parent_reg_key("HKEY_USERS\\a\\b") == "HKEY_USERS\\a");
    CHECK(upsmd::parent_reg_key("HKEY_USERS").empty());
    CHECK(upsmd::is_at_or_below("a\\b", "a"));
    CHECK_FALSE(upsmd::is_at_or_below("ab", "a"));
}

TEST_CASE("reg data: UTF-8 and UTF-16 are strict", "[reg_data]") {
    CHECK(*upsmd::utf8_to_utf16("\xF0\x9F\x94\x8B") == u"\xD83D\xDD0B");
    CHECK(*upsmd::utf16_to_utf8(u"\xD83D\xDD0B\x20AC\xE9z") == "\xF0\x9F\x94\x8B\xE2\x82\xAC\xC3\xA9z");
    for (const char* bad : {"\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF", "\xF0\x80\x80\xAF", "\xED\xA0\x80",
                            "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\x80", "\xE2\x82", "\xC3("}) {
        CHECK(upsmd::find_invalid_utf8(bad) == 0);
        CHECK_FALSE(upsmd::utf8_to_utf16(bad));
    }
    CHECK(upsmd::find_invalid_utf8("ab\xFF") == 2);
    CHECK(upsmd::find_invalid_utf8("ab\xC3\xA9") == upsmd::kAllValid);
    CHECK(upsmd::find_invalid_utf16(std::u16string{u'a', 0xDC00}) == 1);
    CHECK(upsmd::find_invalid_utf16(std::u16string{0xD800}) == 0);
    CHECK(upsmd::find_invalid_utf16(std::u16string{0xD800, u'a'}) == 0);
}
