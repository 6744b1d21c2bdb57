// The status byte of APC smart units, and that nothing damaged ever becomes a status.
#include <catch2/catch.hpp>

#include "tests/unit/apc_smart_tools.h"

using namespace upsmd;
using namespace upsmd::testing;

namespace {

struct Row {
    std::string reply;
    std::string words;
};

const std::vector<Row> kRows{
    {"08", "OL"},        {"10", "OB"},       {"50", "OB LB"},   {"18", "OL OB"},         {"0A", "TRIM OL"},
    {"0C", "BOOST OL"},  {"88", "OL RB"},    {"28", "OL OVER"}, {"09", "CAL OL"},        {"11", "CAL OB"},
    {"51", "CAL OB LB"}, {"D0", "OB LB RB"}, {"48", "OL LB"},   {"90", "OB RB"},         {"30", "OB OVER"},
    {"20", "OVER"},      {"02", "TRIM"},     {"00", "OFF"},     {"0E", "TRIM BOOST OL"},
};

}  // namespace

TEST_CASE("apc status: every value of the published table", "[apc]") {
    for (const Row& row : kRows) {
        INFO(row.reply);
        const Reply reply = decode("Q", row.reply + "\r\n");
        REQUIRE(reply.verdict == Verdict::ok);
        CHECK(words(reply.status()) == words(row.words));
        CHECK(reply.decoded.values().empty());
    }
}

TEST_CASE("apc status: either case, padding, late line ends", "[apc]") {
    const std::string raw = GENERATE(as<std::string>{}, "0a\r\n", "0A\r\n", "0A \r\n", " 0A\r\n", "\n0A\r\n",
                                     "\r\n\r\n0A\r\n", "0A\n", "0A\r\r\n", "0A", "0A\r\n\n");
    INFO(raw);
    const Reply reply = decode("Q", raw);
    REQUIRE(reply.verdict == Verdict::ok);
    CHECK(words(reply.status()) == words("TRIM OL"));
    CHECK(words(decode("Q", "0\0A\0\0\r\n"s).status()) == words("TRIM OL"));
}

TEST_CASE("apc status: alerts inside a reply are not part of it", "[apc]") {
    const std::vector<Row> rows{{"!10\r\n", "OB"},
                                {"1%0\r\n", "OB"},
                                {"$+08\r\n", "OL"},
                                {"08#\r\n", "OL"},
                                {"0|8\r\n", "OL"},
                                {"5*0\r\n", "OB LB"},
                                {"?\x04"
                                 "08=\r&\n",
                                 "OL"},
                                {"~08\r\n", "OL"}};
    for (const Row& row : rows) {
        INFO(row.reply);
        const Reply reply = decode("Q", row.reply);
        REQUIRE(reply.verdict == Verdict::ok);
        CHECK(words(reply.status()) == words(row.words));
    }
}

TEST_CASE("apc status: anything but two hexadecimal digits is refused", "[apc]") {
    const std::string raw =
        GENERATE(as<std::string>{}, "SM\r\n", "OK\r\n", "NO\r\n", "BYE\r\n", "PROG\r\n", "8\r\n", "008\r\n",
                 "0x08\r\n", "0 8\r\n", "0G\r\n", "O8\r\n", "-8\r\n", "08.0\r\n", "\r\n", "", "!\r\n",
                 "\x80\x08\r\n", "100.0\r\n", "FF\r\n", "ff\r\n");
    INFO(raw);
    const Reply reply = decode("Q", raw);
    CHECK(reply.verdict == Verdict::rejected);
    CHECK_FALSE(reply.decoded.status);
    CHECK(decode("Q", "NA\r\n").verdict == Verdict::unsupported);
    CHECK(decode("Q", "SM\r\n10\r\n").status() == "OB");
}

TEST_CASE("apc status: no truncation and no damaged character gives another status", "[apc]") {
    for (const Row& row : kRows) {
        const std::string good = row.reply + "\r\n";
        for (std::size_t size = 0; size < good.size(); ++size) {
            const Reply reply = decode("Q", good.substr(0, size));
            INFO(good.substr(0, size));
            // The line end may be missing, a digit may not.
            CHECK(reply.verdict == (size < 2 ? Verdict::rejected : Verdict::ok));
            if (reply.decoded.status) CHECK(words(reply.status()) == words(row.words));
        }
        for (std::size_t at = 0; at < good.size(); ++at) {
            for (int byte = 0; byte < 256; ++byte) {
                const bool other_digit = byte < 128 && std::isxdigit(byte) != 0;
                std::string damaged = good;
                damaged[at] = static_cast<char>(byte);
                const Reply replaced = decode("Q", damaged);
                // Another digit in its place is another status: nothing on this wire could tell.
                if (replaced.decoded.status && !(other_digit && at < 2))
                    CHECK(words(replaced.status()) == words(row.words));
                std::string longer = good;
                longer.insert(at, 1, static_cast<char>(byte));
                const Reply inserted = decode("Q", longer);
                if (inserted.decoded.status && !(other_digit && at < 3))
                    CHECK(words(inserted.status()) == words(row.words));
                if (other_digit && at < 3) CHECK(inserted.verdict == Verdict::rejected);
            }
        }
    }
}

TEST_CASE("apc status: no reply to another query passes for a status but two digits", "[apc]") {
    for (const std::string other : {"100.0", "0042:", "231.8", "50.00", "DWI", "21.3.I", "020", "UPS_IDEN",
                                    "O", "H", "ON ", "NS9847001053"})
        CHECK(decode("Q", other + "\r\n").verdict == Verdict::rejected);
}

TEST_CASE("apc alerts: what each changes until the next poll", "[apc]") {
    struct Expected {
        char byte;
        std::string before;
        std::string after;
    };
    const std::vector<Expected> rows{
        {'!', "08", "OB"},      {'$', "10", "OL"},     {'%', "10", "OB LB"}, {'+', "50", "OB"},
        {'?', "08", "OL OVER"}, {'=', "28", "OL"},     {'#', "08", "OL RB"}, {'&', "08", "OL"},
        {'|', "10", "OB"},      {'*', "08", "OL OFF"}, {'\x04', "08", "OL"}, {'~', "08", "OL"},
    };
    for (const Expected& row : rows) {
        INFO(row.byte);
        Bench bench(smart_ups(row.before, "020"));
        bench.run(2s);
        bench.answer("Q", "");
        bench.run(1s);
        bench.receive(std::string(1, row.byte));
        CHECK(words(bench.value(Variable::ups_status)) == words(row.after));
        bench.answer("Q", row.before + "\r\n");
        bench.run(3s);
        CHECK(words(bench.value(Variable::ups_status)) == words(decode("Q", row.before).status()));
    }
}

TEST_CASE("apc alerts: no single byte ever makes a low battery", "[apc]") {
    for (int byte = 0; byte < 256; ++byte) {
        for (const std::string status : {"08", "10"}) {
            INFO(byte << ' ' << status);
            Bench bench(smart_ups(status, "020"));
            const std::string noise(1, static_cast<char>(byte));
            for (int again = 0; again < 3; ++again) {
                bench.receive(noise);
                CHECK(bench.session().state() != State::low_battery);
                bench.run(1300ms);
                CHECK(bench.session().state() != State::low_battery);
            }
        }
    }
}

TEST_CASE("apc alerts: inside lists and texts they are data", "[apc]") {
    auto answers = smart_ups("08", "020");
    answers.emplace_back("c", "!%!%!%!%\r\n");
    Bench bench(answers);
    CHECK(bench.value(Variable::ups_status) == "OL");
    CHECK(bench.value(Variable::ups_id) == "!%!%!%!%");
    for (const SessionEvent& event : bench.session().take_events())
        CHECK(event.kind != SessionEvent::Kind::alert);
}
