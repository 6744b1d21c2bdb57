// Who an APC smart unit is, which commands it knows, which settings it offers.
#include <catch2/catch.hpp>

#include "core/protocols/apc_smart_capabilities.h"
#include "core/protocols/apc_smart_identity.h"
#include "tests/unit/apc_smart_tools.h"

using namespace upsmd;
using namespace upsmd::testing;

namespace {

std::string letters(const CommandSet& set) {
    std::string text;
    for (std::size_t i = 0; i < set.size(); ++i)
        if (set.test(i)) text += static_cast<char>(i);
    return text;
}

std::string sorted(std::string text) {
    std::sort(text.begin(), text.end(),
              [](char a, char b) { return static_cast<unsigned char>(a) < static_cast<unsigned char>(b); });
    text.erase(std::unique(text.begin(), text.end()), text.end());
    return text;
}

// "uI 253 257 ...", one a group.
std::vector<std::string> groups(std::string_view text) {
    apc::Capabilities capabilities(bytes_of(text));
    std::vector<std::string> result;
    while (const auto group = capabilities.next()) {
        std::string line{group->letter, group->locale};
        for (std::size_t i = 0; i < group->count; ++i) line += '|' + std::string(group->value(i));
        result.push_back(line);
    }
    return result;
}

const std::string kSu420 =
    "#uD43127130133136uA43108110112114uI43253257261265lD43106103100097lA43092090088086lI43208204200196e442001"
    "55090"
    "oD13115oA13100oI13230s441HMLLq44202050710p443020180300600k4410TLNr443000060180300E443336168ON OFF";
const std::string kAllCountries =
    "#uD43132135138129uM43229234239224uA43110112114108uI43253264271280lD43103100097106lM43177172168182lA43090"
    "092081085"
    "lI43196188208204e44200155090oI43230240220225oD13115oJ13100oM13208s441HMLLq44202050710p443020180300600k44"
    "10TLN"
    "r443000060180300E443336168ON OFF";

}  // namespace

TEST_CASE("apc identity: the command lists of real units", "[apc]") {
    const std::string su420 = "\x01\x0E\x1A')+-89@ABDEFGKLMNOPQRSUVWXYZabcdefgjklmnopqrsuxyz~";
    const std::string rt =
        "\x01\x05\x09\x0C\x0E\x14\x16\x1A')+-/789<>@ABCDEFGKLMNOPQRSUVWXYZ\\^abcdefgjklmnopqrsuwxyz~\x7F";
    const Reply first = decode("a", "3.!$%+?=#|." + su420 + "\r\n");
    REQUIRE(first.verdict == Verdict::ok);
    CHECK(letters(*first.decoded.commands) == sorted(su420));

    const Reply second = decode("a", "4.!$%+?=*#|\x04." + rt + ".\x81:\xD0\xE2\xF0\xFD\xFE\xFF\r\n");
    REQUIRE(second.verdict == Verdict::ok);
    CHECK(letters(*second.decoded.commands) == sorted(rt));

    const Reply third = decode("a", "2).?=*%+#!$.98~`\x01ynba@YXUSQKGA\r\n");
    REQUIRE(third.verdict == Verdict::ok);
    CHECK(letters(*third.decoded.commands) == sorted("98~`\x01ynba@YXUSQKGA"));
    CHECK_FALSE(third.knows('f'));

    const Reply fourth = decode("a", ".!$?.3\r\n");
    CHECK(fourth.verdict == Verdict::rejected);
    CHECK_FALSE(fourth.decoded.commands);
}

TEST_CASE("apc identity: a list may hold CR, and always has Q and Y", "[apc]") {
    const Reply reply = decode("a",
                               "3.!$.\x05/\r"
                               "ab\r\n");
    REQUIRE(reply.verdict == Verdict::ok);
    CHECK(letters(*reply.decoded.commands) == sorted("\x05/\r"
                                                     "abQY"));
    CHECK(decode("a", "4.!.Q.\x9F:\xD1\xD2\r\n").knows('\x9F'));
}

TEST_CASE("apc identity: lists out of shape are refused", "[apc]") {
    for (const std::string raw : {"", "3", "3.", "3.!$", "3.!$.", "x.!$.abc", "345.!$.abc", "3.!$.abc.",
                                  "3.!$.abc.\x9F:\xD1.x", "08", "SM", "(C) APCC"}) {
        INFO(raw);
        CHECK(decode("a", raw + "\r\n").verdict == Verdict::rejected);
    }
}

TEST_CASE("apc identity: firmware without a list has a fixed one", "[apc]") {
    const std::string base = "79ABFGKLMNOPQSUVWXYZ@";
    const std::vector<std::pair<std::string, std::string>> rows{
        {"6JI", "CT8fg"},
        {"8GI", "CERfg"},
        {"7II", "CERcfg"},
        {"8II", "CERcfg"},
        {"9II", "CERcfg"},
        {"9GI", "CERcfg"},
        {"6QD", "CDERcefgjklmnopqrsuxz"},
        {"7TI", "CDERcefgjklmnopqrsuxz"},
        {"8QD", "CDERcefgjklmnopqrsuxz"},
        {"0ZI", "CDERcefgjklmnopqrsuxz/<>"},
        {"5UI", "CDERcefgjklmnopqrsuxz/<>"},
        {"5ZM", "CDERcefgjklmnopqrsuxz/<>"},
        {"0XI", "CDERcefgjklmnopqrsuxz/<>8Tw\\^\x0C\x16"},
        {"0XM", "CDERcefgjklmnopqrsuxz/<>8Tw\\^\x0C\x16"},
    };
    for (const auto& [code, adds] : rows) {
        INFO(code);
        const Reply reply = decode("V", code + "\r\n");
        REQUIRE(reply.verdict == Verdict::ok);
        CHECK(reply.value(Variable::ups_firmware) == code);
        CHECK(reply.value(Variable::device_mfr) == "APC");
        REQUIRE(reply.decoded.commands);
        CHECK(letters(*reply.decoded.commands) == sorted(base + adds));
        CHECK(apc::is_old_firmware(code));
        // None of them may be asked for a list, or be thought to know a setting's change.
        for (const char letter : std::string("ab-\x0E\x1A\x7F")) CHECK_FALSE(reply.knows(letter));
    }
    CHECK(decode("V", "8QD\r\n").value(Variable::device_model) == "Smart-UPS 1250");
    CHECK(decode("V", "0XI\r\n").value(Variable::device_model) == "Matrix-UPS 3000");
}

TEST_CASE("apc identity: newer firmware codes name no model and no list", "[apc]") {
    for (const std::string code : {"DWI", "FWI", "5YI", "5YW", "GWD", "V3"}) {
        const Reply reply = decode("V", code + "\r\n");
        REQUIRE(reply.verdict == Verdict::ok);
        CHECK(reply.value(Variable::ups_firmware) == code);
        CHECK(reply.value(Variable::device_model) == "(none)");
        CHECK_FALSE(reply.decoded.commands);
        CHECK_FALSE(apc::is_old_firmware(code));
    }
    for (const std::string code : {"D", "DWIX", "08", "042", "D.I", "SM", "BYE"})
        CHECK(decode("V", code + "\r\n").verdict == Verdict::rejected);
}

TEST_CASE("apc identity: firmware", "[apc]") {
    for (const std::string text : {"21.3.I", "42.L.I", "735.a.1", "451.2.I", "50.14.D", "652.13.I"}) {
        const Reply reply = decode("b", text + "\r\n");
        REQUIRE(reply.verdict == Verdict::ok);
        CHECK(reply.value(Variable::ups_firmware) == text);
        CHECK_FALSE(reply.decoded.commands);
    }
    const Reply small = decode("b", "5.4.D\r\n");
    CHECK(letters(*small.decoded.commands) == sorted("\x01"
                                                     "ABPQRSUYbdfgjmnx9@"));
    CHECK(apc::is_old_firmware("5.4.D"));

    const Reply voltage = decode("b", "FC\r\n");
    REQUIRE(voltage.verdict == Verdict::ok);
    CHECK(voltage.value(Variable::ups_firmware) == "(none)");
    CHECK(letters(*voltage.decoded.commands) == sorted("79ABFGKLMNOPQSUVWXYZ@CR8"));

    for (const std::string text : {"21.3", "21.3.", ".3.I", "21..I", "21.3.I.4", "FCA", "100.0", "21 3 I"})
        CHECK(decode("b", text + "\r\n").verdict == Verdict::rejected);
}

TEST_CASE("apc identity: b is the firmware, V only where there is no b", "[apc]") {
    Bench with_b(smart_ups("08", "020"));
    CHECK(with_b.value(Variable::ups_firmware) == "21.3.I");
    with_b.session().take_changed();
    with_b.run(3700s);  // everything is asked once more
    CHECK(with_b.value(Variable::ups_firmware) == "21.3.I");
    CHECK_FALSE(with_b.session().take_changed().test(static_cast<std::size_t>(Variable::ups_firmware)));

    Bench without_b({{"Y", "SM\r\n"}, {"Q", "08\r\n"}, {"V", "FWI\r\n"}, {"b", "NA\r\n"}});
    CHECK(without_b.value(Variable::ups_firmware) == "FWI");
}

TEST_CASE("apc identity: an old unit is asked only what its list says", "[apc]") {
    Bench bench({{"Y", "SM\r\n"}, {"Q", "08\r\n"}, {"V", "8GI\r\n"}});
    bench.run(300s);
    const std::string allowed = "79ABFGKLMNOPQSUVWXYZ@CERfg";
    for (const Sent& sent : bench.sent()) {
        INFO(sent);
        // The output current is worth one question, listed or not.
        CHECK((sent.bytes == "/" || allowed.find(sent.bytes) != std::string::npos));
    }
}

TEST_CASE("apc capabilities: the strings of real units", "[apc]") {
    const auto su420 = groups(kSu420);
    CHECK(su420 == std::vector<std::string>{"uD|127|130|133|136", "uA|108|110|112|114", "uI|253|257|261|265",
                                            "lD|106|103|100|097", "lA|092|090|088|086", "lI|208|204|200|196",
                                            "e4|00|15|50|90", "oD|115", "oA|100", "oI|230", "s4|H|M|L|L",
                                            "q4|02|05|07|10", "p4|020|180|300|600", "k4|0|T|L|N",
                                            "r4|000|060|180|300", "E4|336|168|ON |OFF"});
    const auto all = groups(kAllCountries);
    CHECK(all.size() == 19);
    CHECK(all[3] == "uI|253|264|271|280");
    CHECK(all[9] == "oI|230|240|220|225");
    CHECK(decode("\\x1a", kSu420 + "\r\n").verdict == Verdict::ok);
}

TEST_CASE("apc capabilities: Matrix form, bad counts, alerts inside, cut short", "[apc]") {
    const std::vector<std::string> three{"uI|253|257|261|265", "p4|020|180|300|600", "s4|H|M|L|L"};
    CHECK(groups("##uI43253257261265##p443020180300600##s441HMLL") == three);
    CHECK(groups("#uI432532!57261265p4430201%80300600\0s44|1HMLL"s) == three);
    CHECK(groups("#uI43253257261265p4/3s441HMLLk4410TLN") ==
          std::vector<std::string>{"uI|253|257|261|265", "p4", "s4|H|M|L|L", "k4|0|T|L|N"});
    CHECK(groups("#uI43253257261265p4430201803006") == std::vector<std::string>{"uI|253|257|261|265"});
    CHECK(groups("#e4:20001020304050607080").empty());
    CHECK(groups("#e4:200010203040506070809").size() == 1);
    CHECK(groups("uI43253257261265").empty());
    for (std::size_t size = 0; size <= kSu420.size(); ++size)
        CHECK(groups(kSu420.substr(0, size)).size() <= 16);
    CHECK(groups(kSu420 + kSu420 + kSu420 + kSu420).size() <= 64);  // longer than any buffer

    CHECK(decode("\\x1a", "#\r\n").verdict == Verdict::rejected);
    CHECK(decode("\\x1a", "uI43253257261265\r\n").verdict == Verdict::rejected);
}
