#include "platform/reg_format.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace {

using upsmd::RegData;
using upsmd::RegDocument;
using upsmd::RegEncoding;
using upsmd::RegValue;

const std::string kHeader = "Windows Registry Editor Version 5.00\n\n";
const std::string kKey = "HKEY_LOCAL_MACHINE\\SOFTWARE\\upsmd";
const std::string kSection = kHeader + "[" + kKey + "]\n";

std::string utf16le(std::string_view ascii) {
    std::string bytes = "\xFF\xFE";
    for (const char c : ascii) bytes.append({c, '\0'});
    return bytes;
}

std::string with_crlf(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n') out.push_back('\r');
        out.push_back(c);
    }
    return out;
}

RegDocument parse(std::string_view bytes) {
    auto document = upsmd::parse_reg_file(bytes, "f.reg");
    if (!document) FAIL(document.error().message);
    return std::move(*document);
}

// The value `x` of a file that consists of one key and these lines.
RegData read_x(const std::string& lines) {
    const RegDocument document = parse(kSection + lines);
    const RegData* data = document.find(kKey, "x");
    REQUIRE(data != nullptr);
    return *data;
}

RegValue read_typed_x(const std::string& lines) {
    auto value = upsmd::decode_reg_value(read_x(lines));
    REQUIRE(value);
    return *value;
}

std::string refusal(const std::string& bytes) {
    const auto document = upsmd::parse_reg_file(bytes, "f.reg");
    if (document) return "accepted";
    CHECK(document.error().code == upsmd::ErrorCode::malformed);
    return document.error().message;
}

// The message for a file with these lines from line 4 on.
std::string refusal_below_key(const std::string& lines) {
    return refusal(kSection + lines);
}

}  // namespace

TEST_CASE("reg format: text", "[reg_format]") {
    CHECK(read_typed_x("\"x\"=\"COM1\"\n") == RegValue::sz("COM1"));
    CHECK(read_typed_x("\"x\"=\"\"\n") == RegValue::sz(""));
    CHECK(read_typed_x("\"x\"=\"C:\\\\a\\\\\\\"b\\\"\"\n") == RegValue::sz("C:\\a\\\"b\""));
    CHECK(read_typed_x("\"x\"=\"a\\r\\nb\"\n") == RegValue::sz("a\r\nb"));
    CHECK(read_typed_x("\"x\"=\"no ; comment [k] =\" ; comment \"\n") == RegValue::sz("no ; comment [k] ="));
    CHECK(read_typed_x(" \t\"x\" \t= \t\"blanks\" \t\n") == RegValue::sz("blanks"));
    CHECK(read_typed_x("\"x\"=\"\xE6\x97\xA5\xF0\x9F\x94\x8B\"\n") ==
          RegValue::sz("\xE6\x97\xA5\xF0\x9F\x94\x8B"));
}

TEST_CASE("reg format: text over several lines, as Registry Editor writes it", "[reg_format]") {
    CHECK(read_typed_x("\"x\"=\"a\nb\"\n") == RegValue::sz("a\nb"));
    const RegDocument document = parse(with_crlf(kSection + "\"x\"=\"a\nb\"\n\"y\"=dword:1\n"));
    CHECK(upsmd::decode_reg_value(*document.find(kKey, "x"))->text == "a\r\nb");
    CHECK(document.find(kKey, "y") != nullptr);
}

TEST_CASE("reg format: numbers", "[reg_format]") {
    CHECK(read_typed_x("\"x\"=dword:0000001f\n") == RegValue::dword(31));
    CHECK(read_typed_x("\"x\"=dword:FFFFFFFF\n") == RegValue::dword(0xFFFFFFFFu));
    CHECK(read_typed_x("\"x\"=dword:7\n") == RegValue::dword(7));
    CHECK(read_typed_x("\"x\"=hex(4):78,56,34,12\n") == RegValue::dword(0x12345678));
}

TEST_CASE("reg format: hex data of every type is carried", "[reg_format]") {
    CHECK(read_x("\"x\"=hex:\n") == RegData{upsmd::kRegBinary, ""});
    CHECK(read_x("\"x\"=hex:01,fF,0\n") == RegData{upsmd::kRegBinary, std::string("\x01\xFF\x00", 3)});
    CHECK(read_x("\"x\"=hex(0):\n") == RegData{upsmd::kRegNone, ""});
    CHECK(read_x("\"x\"=hex(7):61,00,00,00,00,00\n") ==
          RegData{upsmd::kRegMultiSz, std::string("a\0\0\0\0\0", 6)});
    CHECK(read_x("\"x\"=hex(ffff0001):01\n") == RegData{0xFFFF0001u, "\x01"});
    CHECK(read_typed_x("\"x\"=hex(2):25,00,41,00,00,00\n") == RegValue::expand_sz("%A"));
}

TEST_CASE("reg format: line continuation, with comments and blank lines between", "[reg_format]") {
    CHECK(read_x("\"x\"=hex:01,\\\n  02,\\ ; why\n ; a comment\n\n  03\n").bytes == "\x01\x02\x03");
    CHECK(read_x("\"x\"=hex:\\\n  01 , 02\n").bytes == "\x01\x02");
}

TEST_CASE("reg format: default value and names with escapes", "[reg_format]") {
    const RegDocument document = parse(kSection + "@=\"d\"\n\"a\\\"b\\\\c\"=dword:00000001\n");
    CHECK(document.find(kKey, "") != nullptr);
    CHECK(document.find(kKey, "a\"b\\c") != nullptr);
}

TEST_CASE("reg format: names are equal whatever their case, and keep the first spelling", "[reg_format]") {
    const std::string text =
        kSection + "\"Port\"=\"COM1\"\n\n[hkey_local_machine\\software\\UPSMD]\n\"PORT\"=\"COM2\"\n";
    const RegDocument document = parse(text);
    CHECK(upsmd::decode_reg_value(*document.find("HKEY_local_machine\\Software\\Upsmd", "port"))->text ==
          "COM2");
    CHECK(document.value_names(kKey) == std::vector<std::string>{"Port"});
    CHECK(document.key_names("HKEY_LOCAL_MACHINE\\software") == std::vector<std::string>{"upsmd"});
    const RegDocument again = parse(upsmd::write_reg_file(document));
    CHECK(again.value_names(kKey) == std::vector<std::string>{"Port"});
    CHECK(again.content_below(kKey) == document.content_below(kKey));
}

TEST_CASE("reg format: deletions apply in file order", "[reg_format]") {
    const RegDocument document =
        parse(kHeader + "[" + kKey + "\\Old\\Deep]\n\"x\"=\"y\"\n[" + kKey +
              "\\New]\n\"x\"=\"y\"\n\"keep\"=dword:00000001\n\"X\"=-\n\"none\"=-\n[-" + kKey + "\\OLD]\n[-" +
              kKey + "\\Absent]\n");
    CHECK_FALSE(document.has_key(kKey + "\\Old"));
    CHECK_FALSE(document.has_key(kKey + "\\Absent"));
    CHECK(document.value_names(kKey + "\\New") == std::vector<std::string>{"keep"});
}

TEST_CASE("reg format: a key outlives the keys below it", "[reg_format]") {
    RegDocument document = parse(kHeader + "[" + kKey + "\\A]\n\"x\"=\"y\"\n");
    CHECK(document.has_key(kKey));
    REQUIRE(document.remove_key(kKey + "\\a"));
    CHECK(document.has_key(kKey));
    CHECK(parse(upsmd::write_reg_file(document)).has_key(kKey));
    CHECK_FALSE(document.remove_key(kKey + "\\a"));
}

TEST_CASE("reg format: key names may hold brackets and blanks", "[reg_format]") {
    const RegDocument document = parse(kHeader + "[" + kKey + "\\a [b] c] ; comment\n@=\"1\"\n");
    CHECK(document.key_names(kKey) == std::vector<std::string>{"a [b] c"});
}

TEST_CASE("reg format: every encoding is read, and kept when writing", "[reg_format]") {
    const std::string text = kSection + "\"x\"=\"y\"\n";
    for (const std::string& bytes :
         {text, with_crlf(text), "\xEF\xBB\xBF" + text, utf16le(text), utf16le(with_crlf(text))}) {
        RegDocument document = parse(bytes);
        CHECK(upsmd::write_reg_file(document) == bytes);
        document.set(kKey, "added", *upsmd::encode_reg_value(RegValue::dword(10)));
        const std::string written = upsmd::write_reg_file(document);
        const bool wide = bytes[0] == '\xFF';
        const std::string line = bytes.find('\r') == std::string::npos ? "\"added\"=dword:0000000a\n"
                                                                       : "\"added\"=dword:0000000a\r\n";
        const std::string added = wide ? utf16le(line).substr(2) : line;
        CHECK(written == bytes + added);
    }
}

TEST_CASE("reg format: a new file is what Registry Editor writes", "[reg_format]") {
    RegDocument document;
    document.set(kKey, "", *upsmd::encode_reg_value(RegValue::sz("a\"\\")));
    document.set(kKey, "n", *upsmd::encode_reg_value(RegValue::dword(31)));
    const std::string text = kSection + "@=\"a\\\"\\\\\"\n\"n\"=dword:0000001f\n\n";
    CHECK(upsmd::write_reg_file(document) == utf16le(with_crlf(text)));
    CHECK(upsmd::write_reg_file(RegDocument()) == utf16le(with_crlf(kHeader)));
}

TEST_CASE("reg format: lines nobody changed are written back byte for byte", "[reg_format]") {
    const std::string before =
        kHeader + "; about the key\n [" + kKey + "] ; odd\n\n; about x\n  \"x\" = DWORD:7 ; seven\n";
    const std::string other = "\"m\"=hex(7):61,0,\\\n ; inside\n\n 0,0,0,0\n";
    const std::string after = "; the end\n";
    RegDocument document = parse(before + other + after);
    CHECK(upsmd::write_reg_file(document) == before + other + after);
    document.set(kKey, "X", *upsmd::encode_reg_value(RegValue::dword(7)));
    CHECK(upsmd::write_reg_file(document) == before + other + after);
    document.set(kKey, "X", *upsmd::encode_reg_value(RegValue::sz("8")));
    const std::string changed =
        kHeader + "; about the key\n [" + kKey + "] ; odd\n\n; about x\n\"x\"=\"8\"\n";
    CHECK(upsmd::write_reg_file(document) == changed + other + after);
}

TEST_CASE("reg format: comments stay when what follows them is replaced by a deletion", "[reg_format]") {
    const RegDocument document = parse(kSection + "; one\n\"x\"=-\n; two\n\"y\"=dword:00000001\n");
    CHECK(upsmd::write_reg_file(document) == kSection + "; one\n; two\n\"y\"=dword:00000001\n");
}

TEST_CASE("reg format: long hex data is broken as Registry Editor does", "[reg_format]") {
    RegDocument document;
    document.style = {RegEncoding::utf8, "\n"};
    document.set(kKey, "x", {upsmd::kRegBinary, std::string(60, '\x5A')});
    const std::string text = upsmd::write_reg_file(document);
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
        CHECK(text.find('\n', at) - at <= 80);
    CHECK(text.find(",\\\n  5a,") != std::string::npos);
    CHECK(parse(text).find(kKey, "x")->bytes == std::string(60, '\x5A'));
}

TEST_CASE("reg format: text that quotes cannot hold goes out as hex", "[reg_format]") {
    const std::vector<RegData> hard{
        {upsmd::kRegSz, ""},                              // no NUL
        {upsmd::kRegSz, std::string("a\0b\0", 4)},        // text without NUL
        {upsmd::kRegSz, std::string("a\0\0\0\0\0", 6)},   // two NULs
        {upsmd::kRegSz, std::string("a\0\0", 3)},         // odd length
        {upsmd::kRegSz, std::string("\x00\xD8\0\0", 4)},  // lone surrogate
        {upsmd::kRegSz, std::string("\n\0\0\0", 4)},      // control character
        {upsmd::kRegDword, "abc"},                        // not four bytes
    };
    for (const RegData& data : hard) {
        RegDocument document;
        document.set(kKey, "x", data);
        const RegDocument again = parse(upsmd::write_reg_file(document));
        REQUIRE(again.find(kKey, "x") != nullptr);
        CHECK(*again.find(kKey, "x") == data);
    }
}

TEST_CASE("reg format: merging applies values and deletions, and leaves comments behind", "[reg_format]") {
    RegDocument document = parse(kSection + "; ours\n\"x\"=\"1\"\n\"y\"=\"2\"\n");
    const std::string patch = with_crlf(kSection + "; theirs\n\"X\"=\"one\"\n\"y\"=-\n\"z\"=dword:3\n");
    REQUIRE(upsmd::merge_reg_file(utf16le(patch), "p.reg", document));
    CHECK(upsmd::write_reg_file(document) == kSection + "; ours\n\"x\"=\"one\"\n\"z\"=dword:00000003\n");
}

TEST_CASE("reg format: errors of a whole file", "[reg_format]") {
    CHECK(refusal("") == "f.reg:1: the file is empty");
    CHECK(refusal("REGEDIT4\n") ==
          "f.reg:1: not a registry file: the first line is not \"Windows Registry Editor Version 5.00\"");
    CHECK(refusal("\n" + kHeader).starts_with("f.reg:1: not a registry file"));
    CHECK(refusal("Windows Registry Editor Version 5.00x\n") ==
          "f.reg:1: unexpected characters at the end of the line");
    CHECK(refusal(utf16le(kSection) + "x") ==
          "f.reg:4: half a UTF-16 character at the end: the file is cut off");
    CHECK(refusal(utf16le(kHeader) + std::string("\x00\xDC", 2)) == "f.reg:3: not well-formed UTF-16");
    CHECK(refusal("\xFE\xFF") == "f.reg:1: UTF-16 big-endian; only little-endian is read");
    CHECK(refusal(kSection + "\"\xFC\"=\"latin1\"\n") == "f.reg:4: not well-formed UTF-8");
    CHECK(refusal(kSection + std::string("\0", 1)) == "f.reg:4: a NUL character");
    CHECK(refusal(std::string(upsmd::kMaxRegFileBytes + 1, ' ')) == "f.reg:1: the file has more than 16 MiB");
}

TEST_CASE("reg format: errors of keys", "[reg_format]") {
    CHECK(refusal_below_key("[HKEY_LOCAL_MACHINE\\a\n") == "f.reg:4: key without a closing ]");
    CHECK(refusal_below_key("[HKLM\\a]\n") ==
          "f.reg:4: key \"HKLM\\a\" does not begin with a root such as HKEY_LOCAL_MACHINE");
    CHECK(refusal_below_key("[]\n").starts_with("f.reg:4: key \"\" does not begin"));
    CHECK(refusal_below_key("[HKEY_LOCAL_MACHINE\\a\\\\b]\n") ==
          "f.reg:4: key \"HKEY_LOCAL_MACHINE\\a\\\\b\" with an empty name between backslashes");
    CHECK(refusal_below_key("[HKEY_LOCAL_MACHINE\\" + std::string(256, 'k') + "]\n") ==
          "f.reg:4: key name of more than 255 characters");
    CHECK(refusal_below_key("[HKEY_USERS\\a] x\n") ==
          "f.reg:4: unexpected characters at the end of the line");
    CHECK(refusal_below_key("[-HKEY_LOCAL_MACHINE]\n") == "f.reg:4: a root key cannot be deleted");
    CHECK(refusal_below_key("[-HKEY_USERS\\a]\n\"x\"=\"y\"\n") == "f.reg:5: value below a deleted key");
    CHECK(refusal(kHeader + "\"x\"=\"y\"\n") == "f.reg:3: value before the first [key]");
}

TEST_CASE("reg format: errors of values", "[reg_format]") {
    CHECK(refusal_below_key("\n; c\nx=1\n") == "f.reg:6: neither a [key], a \"value\"= line nor a ; comment");
    CHECK(refusal_below_key("\"x\n") == "f.reg:4: value name without a closing \"");
    CHECK(refusal_below_key("\"a\\b\"=\"y\"\n") == "f.reg:4: \\ in a value name that is not \\\\ or \\\"");
    CHECK(refusal_below_key("\"a\tb\"=\"y\"\n") == "f.reg:4: value name with a control character");
    CHECK(refusal_below_key("\"x\"\n") == "f.reg:4: no = after the value's name");
    CHECK(refusal_below_key("\"x\"=\n") ==
          "f.reg:4: data that is none of \"text\", dword:, hex:, hex(N): and -");
    CHECK(refusal_below_key("\"x\"=yes\n").starts_with("f.reg:4: data that is none"));
    CHECK(refusal_below_key("\"x\"=- 1\n") == "f.reg:4: unexpected characters at the end of the line");
    CHECK(refusal_below_key("\"x\"=\"a\n\nb") == "f.reg:4: text without a closing \"");
    CHECK(refusal_below_key("\"x\"=\"C:\\Temp\"\n") ==
          "f.reg:4: \\ that is not \\\\, \\\", \\n or \\r (write \\\\ for a backslash)");
    CHECK(refusal_below_key("\"x\"=\"a\n\"y\"=\"b\"\n") ==
          "f.reg:5: unexpected characters at the end of the line (the value begins on line 4)");
    CHECK(refusal_below_key("\"x\"=dword:\n") == "f.reg:4: dword: without 1 to 8 hexadecimal digits");
    CHECK(refusal_below_key("\"x\"=dword:123456789\n") ==
          "f.reg:4: dword: without 1 to 8 hexadecimal digits");
    CHECK(refusal_below_key("\"x\"=dword:1g\n") == "f.reg:4: unexpected characters at the end of the line");
}

TEST_CASE("reg format: errors of hex data", "[reg_format]") {
    CHECK(refusal_below_key("\"x\"=hex(:00\n") ==
          "f.reg:4: hex(N): without 1 to 8 hexadecimal digits as type");
    CHECK(refusal_below_key("\"x\"=hex(2:00\n") == "f.reg:4: hex(N without ):");
    CHECK(refusal_below_key("\"x\"=hex:001\n") == "f.reg:4: byte of more than two hexadecimal digits");
    CHECK(refusal_below_key("\"x\"=hex:00 01\n") == "f.reg:4: no comma between two bytes");
    CHECK(refusal_below_key("\"x\"=hex:00,\n") == "f.reg:4: comma without a byte after it");
    CHECK(refusal_below_key("\"x\"=hex:00\\\n  01\n") == "f.reg:4: no comma before the \\ at the line's end");
    CHECK(refusal_below_key("\"x\"=hex:00,\\ 01\n") ==
          "f.reg:4: something after the \\ that continues a line");
    CHECK(refusal_below_key("\"x\"=hex:00,\\\n  01,\\\n") ==
          "f.reg:6: the file ends in the middle of a value");
    CHECK(refusal_below_key("\"x\"=hex:00,\\\n  zz\n") == "f.reg:5: comma without a byte after it");
}

TEST_CASE("reg format: a last line that may be cut off is refused, one that is whole is not",
          "[reg_format]") {
    const std::string cut = "f.reg:4: the last line has no line break: the file may be cut off";
    CHECK(refusal_below_key("\"x\"=dword:0000001") == cut);
    CHECK(refusal_below_key("\"x\"=hex:00,01") == cut);
    CHECK(read_typed_x("\"x\"=dword:00000010") == RegValue::dword(16));
    RegDocument document = parse(kSection + "\"x\"=\"y\"");
    document.set(kKey, "z", *upsmd::encode_reg_value(RegValue::sz("")));
    CHECK(upsmd::write_reg_file(document) == kSection + "\"x\"=\"y\"\n\"z\"=\"\"\n");
}

TEST_CASE("reg format: no file cut off inside a value passes for a whole one with that value changed",
          "[reg_format]") {
    const std::string text = with_crlf(
        kSection + "\"a\"=\"C:\\\\x\\\"y\"\n\"b\"=dword:0012abcd\n\"c\"=hex(2):25,00,\\\n  41,00,00,00\n");
    const RegDocument whole = parse(utf16le(text));
    const std::string bytes = utf16le(text);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        const auto part = upsmd::parse_reg_file(std::string_view(bytes).substr(0, length), "f.reg");
        if (!part) continue;
        for (const std::string& name : part->value_names(kKey)) {
            INFO("cut to " << length << " bytes, value " << name);
            CHECK(*part->find(kKey, name) == *whole.find(kKey, name));
        }
    }
}
