// What a driver tells upsd and what it is told, as lines (nut/publication.h, nut/conversation.h).
#include <catch2/catch.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nut/conversation.h"

using namespace upsmd::nut;

namespace {

struct Asked : Orders {
    void command(const std::string& name, const std::optional<std::string>& argument, Done done) override {
        asked.push_back("command " + name + (argument ? " (" + *argument + ")" : ""));
        last = std::move(done);
    }
    void set(const std::string& name, const std::string& value, Done done) override {
        asked.push_back("set " + name + " (" + value + ")");
        last = std::move(done);
    }
    std::vector<std::string> asked;
    Done last;
};

struct Desk {
    std::string told;     // to everybody
    std::string answers;  // to the client
    Publication publication{[this](std::string_view line) { told += line; }};
    Asked orders;
    std::unique_ptr<Conversation> client = std::make_unique<Conversation>(
        publication, orders, 4711, [this](std::string_view lines) { answers += lines; });

    std::string say(const std::string& text) {
        answers.clear();
        client->feed(text);
        return answers;
    }
};

}  // namespace

TEST_CASE("a dump has NUT's order", "[nut]") {
    Desk desk;
    CHECK(desk.say("DUMPALL\n") == "DUMPDONE\n");
    desk.publication.set("ups.status", "OL");
    desk.publication.set("input.sensitivity", "H");
    desk.publication.allow("input.sensitivity", Writable{.values = {"H", "L"}});
    desk.publication.set("ups.id", "A \"1\" #");
    desk.publication.allow("ups.id", Writable{.is_string = true, .max_length = 8});
    desk.publication.set("battery.charge.low", "20");
    desk.publication.allow("battery.charge.low", Writable{.is_number = true, .ranges = {{10, 90}}});
    desk.publication.set_commands({"load.off", "beeper.toggle"});
    const std::string body =
        "SETINFO battery.charge.low \"20\"\nADDRANGE battery.charge.low 10 90\nSETFLAGS battery.charge.low RW NUMBER\n"
        "SETINFO input.sensitivity \"H\"\nADDENUM input.sensitivity \"H\"\nADDENUM input.sensitivity \"L\"\n"
        "SETFLAGS input.sensitivity RW\n"
        "SETINFO ups.id \"A \\\"1\\\" \\#\"\nSETAUX ups.id 8\nSETFLAGS ups.id RW STRING\n"
        "SETINFO ups.status \"OL\"\nADDCMD beeper.toggle\nADDCMD load.off\n";
    CHECK(desk.say("DUMPALL\n") == body + "DUMPDONE\n");
    desk.publication.set_data(Publication::Data::fresh);
    CHECK(desk.say("dumpall\n") == body + "DATAOK\nDUMPDONE\n");
    desk.publication.set_data(Publication::Data::stale);
    CHECK(desk.say("DUMPALL\n") == "DATASTALE\n" + body + "DUMPDONE\n");
    CHECK(desk.say("DUMPSTATUS\n") == "DATASTALE\nSETINFO ups.status \"OL\"\nDUMPDONE\n");
    desk.publication.set_data(Publication::Data::fresh);
    CHECK(desk.say("DUMPVALUE UPS.STATUS\n") == "SETINFO ups.status \"OL\"\nDATAOK\nDUMPDONE\n");
    CHECK(desk.say("DUMPVALUE ups.nothing\n") == "DATAOK\nDUMPDONE\n");
}

TEST_CASE("every change is told once", "[nut]") {
    Desk desk;
    const auto told = [&desk] { return std::exchange(desk.told, {}); };
    desk.publication.set("ups.status", "OL");
    CHECK(told() == "SETINFO ups.status \"OL\"\n");
    desk.publication.set("ups.status", "OL");
    CHECK(told().empty());
    desk.publication.allow("ups.status", Writable{.values = {"a"}});
    CHECK(told() == "ADDENUM ups.status \"a\"\nSETFLAGS ups.status RW\n");
    desk.publication.allow("ups.status", Writable{.values = {"a"}});
    CHECK(told().empty());
    // Enumerations and flags stay with upsd until the variable goes.
    desk.publication.allow("ups.status", Writable{.values = {"b"}});
    CHECK(told() == "DELINFO ups.status\nSETINFO ups.status \"OL\"\nADDENUM ups.status \"b\"\nSETFLAGS ups.status RW\n");
    desk.publication.allow("ups.status", std::nullopt);
    CHECK(told() == "DELINFO ups.status\nSETINFO ups.status \"OL\"\n");
    desk.publication.remove("ups.status");
    CHECK(told() == "DELINFO ups.status\n");
    desk.publication.remove("ups.status");
    CHECK(told().empty());
    desk.publication.set_commands({"a", "b"});
    CHECK(told() == "ADDCMD a\nADDCMD b\n");
    desk.publication.set_commands({"b", "c"});
    CHECK(told() == "DELCMD a\nADDCMD c\n");
    desk.publication.set_data(Publication::Data::fresh);
    desk.publication.set_data(Publication::Data::fresh);
    CHECK(told() == "DATAOK\n");
}

TEST_CASE("orders reach who carries them out, and their end is told to whom asked for it", "[nut]") {
    Desk desk;
    CHECK(desk.say("INSTCMD load.off\nINSTCMD shutdown.return 20\n").empty());
    CHECK(desk.say("INSTCMD load.on TRACKING 59DF-1\nINSTCMD test.battery.start 5 TRACKING id2\n").empty());
    desk.orders.last(Outcome::failed);
    CHECK(desk.answers == "TRACKING id2 3\n");
    desk.say("SET ups.id \"a b\"\nSET ups.id \"c\" TRACKING id3\n");
    desk.orders.last(Outcome::handled);
    CHECK(desk.answers == "TRACKING id3 0\n");
    CHECK(desk.orders.asked == std::vector<std::string>{"command load.off", "command shutdown.return (20)",
                                                        "command load.on", "command test.battery.start (5)",
                                                        "set ups.id (a b)", "set ups.id (c)"});
}

TEST_CASE("half an order is none", "[nut]") {
    Desk desk;
    desk.say("INSTCMD\nINSTCMD load.off 1 2\nINSTCMD load.off TRACKING a b c\nINSTCMD load.off 5 tracking\n"
             "SET ups.id\nSET ups.id a TRACKING\nSET ups.id a b c\nINSTCMD load.off \"x # y\"\nINSTCMD load.off \"x\\\n");
    CHECK(desk.orders.asked.empty());
}

TEST_CASE("an order may outlive its client", "[nut]") {
    Desk desk;
    desk.say("INSTCMD load.off TRACKING 1\n");
    desk.client.reset();
    desk.orders.last(Outcome::handled);
    CHECK(desk.answers.empty());
}

TEST_CASE("a client pings, asks for the process, turns the changes off, and leaves", "[nut]") {
    Desk desk;
    CHECK(desk.say("PING\nGETPID\nnonsense x y\n") == "PONG\nPID 4711\n");
    CHECK(desk.client->wants_changes());
    desk.say("NOBROADCAST\n");
    CHECK_FALSE(desk.client->wants_changes());
    desk.say("BROADCAST\n");
    CHECK(desk.client->wants_changes());
    desk.say("BROADCAST 0\n");
    CHECK_FALSE(desk.client->wants_changes());
    CHECK_FALSE(desk.client->is_over());
    CHECK(desk.say("LOGOUT\nPING\n") == "OK Goodbye\n");
    CHECK(desk.client->is_over());
}
