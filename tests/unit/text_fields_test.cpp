#include "core/protocols/text_fields.h"

#include <array>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace upsmd {
namespace {

using Kind = TextNumber::Kind;

Bytes bytes_of(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::vector<std::string> split(std::string_view text, std::string_view sample = {}) {
    TextFields fields;
    REQUIRE(fields.split(text, sample));
    std::vector<std::string> result;
    for (std::size_t i = 0; i < fields.size(); ++i) result.emplace_back(fields[i]);
    return result;
}

using Strings = std::vector<std::string>;

constexpr std::array kRows{
    NumberField{1, Variable::input_voltage, 0, 600, Outside::reply},
    NumberField{7, Variable::ups_load, 0, 300},
    NumberField{11, Variable::battery_runtime, 0, 1000, Outside::value, 60},
};
constexpr TextLayout kLayout{"(230.1 014 005.5", kRows};
static_assert(layout_is_sound(kLayout));

Decoded decode(std::string_view body, bool expected = true) {
    TextFields fields;
    REQUIRE(fields.split(body, kLayout.body()));
    Decoded out;
    CHECK(decode_numbers(kLayout, fields, out) == expected);
    return out;
}

}  // namespace

TEST_CASE("printable_core drops what is not text at both ends only") {
    CHECK(printable_core(bytes_of(std::string("\0\x80\r(1 2)\0\n", 10))) == "(1 2)");
    CHECK(printable_core(bytes_of("(1\x80\n")) == "(1\x80");
    CHECK(printable_core(bytes_of("a\x80"
                                  "b")) == "a\x80"
                                           "b");
    CHECK(printable_core(bytes_of("\x80\xFF")).empty());
    CHECK(printable_core({}).empty());
}

TEST_CASE("refusal_in knows the forms of no") {
    for (const char* text : {"Q1", "NAK", "(NAK", "(NAKss", "N", "#-1"}) {
        INFO(text);
        CHECK(refusal_in(text, "Q1") == Verdict::unsupported);
    }
    CHECK(refusal_in("", "Q1") == Verdict::rejected);
    CHECK_FALSE(refusal_in("QS", "Q1").has_value());
    CHECK_FALSE(refusal_in("(NAK 1 2", "Q1").has_value());
    CHECK_FALSE(refusal_in("(230.1", "Q1").has_value());
}

TEST_CASE("the reply begins at its lead, after noise and echoes only") {
    CHECK(after_last_lead("(1 2", '(', '#', "Q1") == "1 2");
    CHECK(after_last_lead("((1 2", '(', '#', "Q1") == "1 2");
    CHECK(after_last_lead("Q1(1 2", '(', '#', "Q1") == "1 2");
    CHECK(after_last_lead("Q1Q1((1 2", '(', '#', "Q1") == "1 2");
    CHECK(after_last_lead("\x80x(1 2", '(', '#', "Q1") == "1 2");
    CHECK_FALSE(after_last_lead("230.(1 2", '(', '#', "Q1").has_value());
    CHECK_FALSE(after_last_lead("#(1 2", '(', '#', "Q1").has_value());
    CHECK_FALSE(after_last_lead("1 2", '(', '#', "Q1").has_value());
    CHECK(after_first_lead("#a#b", '#', '(', "I") == "a#b");
    CHECK(after_first_lead("I#a", '#', '(', "I") == "a");
    CHECK_FALSE(after_first_lead("(1#a", '#', '(', "I").has_value());
}

TEST_CASE("numbers: value, decimals, unknown, damaged") {
    struct Case {
        const char* text;
        Kind kind;
        double value;
        int decimals;
    };
    const std::array cases{
        Case{"230.1", Kind::number, 230.1, 1},   Case{"2.27", Kind::number, 2.27, 2},
        Case{"014", Kind::number, 14, 0},        Case{"27,4", Kind::number, 27.4, 1},
        Case{"-5.0", Kind::number, -5, 1},       Case{"+5", Kind::number, 5, 0},
        Case{"##7.5", Kind::number, 7.5, 1},     Case{"  7", Kind::number, 7, 0},
        Case{"-0.0", Kind::number, 0, 1},        Case{"--.-", Kind::unknown, 0, 0},
        Case{"---", Kind::unknown, 0, 0},        Case{"@@@", Kind::unknown, 0, 0},
        Case{"@@.@", Kind::unknown, 0, 0},       Case{"", Kind::unknown, 0, 0},
        Case{"   ", Kind::unknown, 0, 0},        Case{"#", Kind::unknown, 0, 0},
        Case{"00A", Kind::damaged, 0, 0},        Case{"XX.X", Kind::damaged, 0, 0},
        Case{"2 0.1", Kind::damaged, 0, 0},      Case{"50.", Kind::damaged, 0, 0},
        Case{".5", Kind::damaged, 0, 0},         Case{"1.2.3", Kind::damaged, 0, 0},
        Case{"1,2.3", Kind::damaged, 0, 0},      Case{"5-", Kind::damaged, 0, 0},
        Case{"+", Kind::damaged, 0, 0},          Case{"12345678901", Kind::damaged, 0, 0},
        Case{"1e5", Kind::damaged, 0, 0},        Case{"\x80", Kind::damaged, 0, 0},
        Case{"nan", Kind::damaged, 0, 0},
    };
    for (const Case& row : cases) {
        INFO('"' << row.text << '"');
        const TextNumber number = parse_number(row.text);
        CHECK(number.kind == row.kind);
        if (row.kind != Kind::number) continue;
        CHECK(number.value == row.value);
        CHECK(number.decimals == row.decimals);
    }
}

TEST_CASE("fields are split at blanks, tabs and commas") {
    CHECK(split("1 2  3") == Strings{"1", "2", "3"});
    CHECK(split("1\t2 3") == Strings{"1", "2", "3"});
    CHECK(split("  1 2 ") == Strings{"1", "2"});
    CHECK(split("").empty());
    CHECK(split("230,1 50,0") == Strings{"230,1", "50,0"});
    CHECK(split("230.1,50.0,7") == Strings{"230.1", "50.0", "7"});
    CHECK(split("230.1,50.0 7") == Strings{"230.1", "50.0", "7"});
    CHECK(split("230.1, 50.0, 7") == Strings{"230.1", "50.0", "7"});
    CHECK(split("230,1, 50,0, 7") == Strings{"230,1", "50,0", "7"});
}

TEST_CASE("where the blanks of the sample stand, its columns decide") {
    CHECK(split("230.1     50.0", "230.1 014 50.0") == Strings{"230.1", "", "50.0"});
    CHECK(split("230.1   7 50.0 00", "230.1 014 50.0") == Strings{"230.1", "7", "50.0", "00"});
    CHECK(split("2 0.1 014 50.0", "230.1 014 50.0") == Strings{"2 0.1", "014", "50.0"});
    CHECK(split("230.1 014 150.0", "230.1 014 50.0") == Strings{"230.1", "014", "150.0"});
    CHECK(split("1230.1 014 50.0", "230.1 014 50.0") == Strings{"1230.1", "014", "50.0"});
}

TEST_CASE("texts that do not fit are refused") {
    TextFields fields;
    CHECK_FALSE(fields.split(std::string(TextFields::kMaxText + 1, 'x'), ""));
    CHECK(fields.split(std::string(TextFields::kMaxText, 'x'), ""));
    std::string many;
    for (std::size_t i = 0; i <= TextFields::kMaxFields; ++i) many += "1 ";
    CHECK_FALSE(fields.split(many, ""));
    CHECK(fields[TextFields::kMaxFields + 5].empty());
}

TEST_CASE("a layout's numbers: ranges, scale, absence") {
    Decoded out = decode("230.1 014 005.5");
    CHECK(*out.find(Variable::input_voltage) == Value::number(230.1, 1));
    CHECK(*out.find(Variable::ups_load) == Value::number(14, 0));
    CHECK(*out.find(Variable::battery_runtime) == Value::number(330, 0));

    out = decode("230.1 301 --.-");
    CHECK_FALSE(out.find(Variable::ups_load)->present());
    CHECK_FALSE(out.find(Variable::battery_runtime)->present());

    // A field that is not there is as good as an unknown one.
    out = decode("230.1");
    REQUIRE(out.find(Variable::ups_load) != nullptr);
    CHECK_FALSE(out.find(Variable::ups_load)->present());

    decode("600.1 014 005.5", false);
    decode("-1.0 014 005.5", false);
}

TEST_CASE("a layout that does not fit its sample is found out") {
    constexpr std::string_view kSample = "(230.1 014";
    constexpr std::array kMiddle{NumberField{2, Variable::ups_load, 0, 1}};
    CHECK_FALSE(layout_is_sound({kSample, kMiddle}));
    constexpr std::array kBlank{NumberField{6, Variable::ups_load, 0, 1}};
    CHECK_FALSE(layout_is_sound({kSample, kBlank}));
    constexpr std::array kBeyond{NumberField{10, Variable::ups_load, 0, 1}};
    CHECK_FALSE(layout_is_sound({kSample, kBeyond}));
    constexpr std::array kDescending{NumberField{7, Variable::ups_load, 0, 1},
                                     NumberField{1, Variable::input_voltage, 0, 1}};
    CHECK_FALSE(layout_is_sound({kSample, kDescending}));
    constexpr std::array kRange{NumberField{1, Variable::ups_load, 5, 5}};
    CHECK_FALSE(layout_is_sound({kSample, kRange}));
    CHECK(field_index(kSample, 1) == 0);
    CHECK(field_index(kSample, 7) == 1);
    CHECK(field_count(kSample) == 2);
}

}  // namespace upsmd
