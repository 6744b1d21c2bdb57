// The daemon's configuration file: what it may hold, and what is said of what it may not.
#include <catch2/catch.hpp>
#include <string>

#include "daemon/command_words.h"
#include "daemon/config_reader.h"

using namespace upsmd;
using namespace upsmd::daemon;

namespace {

// "2:8 text", one a line.
std::string problems_of(const std::string& text) {
    std::string all;
    for (const ConfigProblem& problem : read_config(text).problems)
        all += (all.empty() ? "" : "\n") + std::to_string(problem.line) + ":" + std::to_string(problem.column) + " " +
               problem.text;
    return all;
}

// One UPS, these lines in its section.
std::string ups_with(const std::string& lines) {
    return problems_of("[[ups]]\nname = \"a\"\nport = \"/dev/x\"\n" + lines);
}

std::string policy_with(const std::string& lines) { return ups_with("[ups.policy]\n" + lines); }

}  // namespace

TEST_CASE("configuration: everything that it may hold", "[daemon]") {
    const ConfigRead read = read_config(R"(
[[ups]]
name = "rack-a"
port = "/dev/rack-a"
protocol = "megatec"
poll_interval = 500
low_battery_charge = 20
battery_packs = 2.5
return_delay = 5
[[ups]]
name = "rack-b"
port = "/dev/rack-b"
[[ups]]
name = "alone"
port = "/dev/alone"
cable = "940-0020B"
battery_life = 7
recharge_rate = 50
[ups.policy]
notify = ["syslog"]
notify_command = "/bin/say 'two words' \"and three\" a\\ b"
first_message_delay = 1
message_interval = 30
shutdown_on_battery = true
shutdown_on_battery_wait = 10
task = ["/bin/save", "all of it"]
turn_off = true
turn_off_wait = 20
critical_action = "hibernate"
lost_on_battery_wait = 90
shutdown_command = "/sbin/shutdown -h now"
[[group]]
name = "this-machine"
ups = ["rack-a", "rack-b"]
minimum_supplies = 2
[group.policy]
notify = []
[daemon]
run_directory = "/run/x"
state_directory = "/var/lib/x"
log_level = "debug"
command_limit = 5
)");
    REQUIRE(read.problems.empty());
    const Config& config = read.config;
    REQUIRE(config.ups.size() == 3);
    CHECK(config.ups[0].options == UpsOptions{{"BatteryPacks", "2.5"},
                                              {"LowBatteryCharge", "20"},
                                              {"PollInterval", "500"},
                                              {"Protocol", "megatec"},
                                              {"ReturnDelay", "5"}});
    CHECK_FALSE(config.ups[0].policy);
    CHECK(config.ups[1].options.empty());
    CHECK(config.ups[2].options == UpsOptions{{"Cable", "940-0020B"}});
    CHECK(config.ups[2].battery_life == std::chrono::minutes(7));
    CHECK(config.ups[2].recharge_rate == std::chrono::minutes(50));
    REQUIRE(config.ups[2].policy);
    const PolicyConfig& policy = *config.ups[2].policy;
    CHECK_FALSE(policy.tells_by_wall);
    CHECK(policy.tells_by_syslog);
    CHECK(policy.notify_command == CommandWords{"/bin/say", "two words", "and three", "a b"});
    CHECK(policy.task == CommandWords{"/bin/save", "all of it"});
    CHECK(policy.shutdown_command == CommandWords{"/sbin/shutdown", "-h", "now"});
    CHECK(policy.settings.notify);
    CHECK(policy.settings.run_task);
    CHECK(policy.settings.first_message_delay == 1s);
    CHECK(policy.settings.message_interval == 30s);
    CHECK(policy.settings.shutdown_on_battery);
    CHECK(policy.settings.shutdown_on_battery_wait == 10min);
    CHECK(policy.settings.turn_off);
    CHECK(policy.settings.turn_off_wait == 20s);
    CHECK(policy.settings.critical_action == CriticalAction::hibernate);
    CHECK(policy.settings.lost_on_battery_wait == 90s);
    REQUIRE(config.groups.size() == 1);
    CHECK(config.groups[0].members == std::vector<std::string>{"rack-a", "rack-b"});
    CHECK(config.groups[0].minimum_supplies == 2);
    CHECK_FALSE(config.groups[0].policy.settings.notify);
    CHECK(config.daemon.run_directory == "/run/x");
    CHECK(config.daemon.killpower_file == "/run/x/killpower");
    CHECK(config.daemon.log_level == LogLevel::debug);
    CHECK(config.daemon.command_limit == 5s);
}

TEST_CASE("configuration: defaults", "[daemon]") {
    const ConfigRead read = read_config("[[ups]]\nname = \"a\"\nport = \"/dev/a\"\n[ups.policy]\n");
    REQUIRE(read.problems.empty());
    REQUIRE(read.config.ups[0].policy);
    const PolicyConfig& policy = *read.config.ups[0].policy;
    CHECK(policy.settings == PolicySettings());
    CHECK(policy.tells_by_wall);
    CHECK(policy.tells_by_syslog);
    CHECK(policy.shutdown_command.empty());
    CHECK(read.config.daemon.killpower_file == "/run/upsmd/killpower");
}

TEST_CASE("configuration: a file that is no TOML", "[daemon]") {
    CHECK(problems_of("[[ups]]\nname = \"a\nport").starts_with("2:"));
    CHECK(problems_of("[[ups]]\nname = 1\nname = 2\n").starts_with("3:"));
    CHECK(problems_of("") == "0:0 there is no [[ups]] section");
}

TEST_CASE("configuration: what a UPS may not have", "[daemon]") {
    const std::string a = " [[ups]] \"a\": ";
    CHECK(ups_with("") == "");
    CHECK(ups_with("protocl = \"auto\"") == "4:1" + a + "there is no key protocl; did you mean protocol?");
    CHECK(ups_with("colour = 1") == "4:1" + a + "there is no key colour");
    CHECK(ups_with("poll_interval = 50") == "4:17" + a + "poll_interval: 50 has to be 100..60000 ms");
    CHECK(ups_with("poll_interval = \"1000\"") ==
          "4:17" + a + "poll_interval: has to be a number, 100..60000 ms, and is a text");
    CHECK(ups_with("protocol = 5").starts_with("4:12" + a + "protocol: \"5\" is not known; known: auto"));
    CHECK(ups_with("protocol = true") == "4:12" + a + "protocol: has to be a number or a text, and is true or false");
    CHECK(ups_with("protocol = \"simple\"") == "4:12" + a + "protocol: simple needs Cable");
    CHECK(ups_with("protocol = \"megatec\"\ncable = \"940-0020B\"") ==
          "5:9" + a + "cable: goes with Protocol simple, not with megatec");
    CHECK(ups_with("cable = \"string\"").starts_with("4:9" + a + "cable: "));
    CHECK(ups_with("battery_packs = 0.01").starts_with("4:17" + a + "battery_packs: it holds \"0.01\""));
    CHECK(ups_with("runtime_calibration = \"1,2\"").starts_with("4:23" + a + "runtime_calibration: it holds"));
    CHECK(ups_with("battery_life = 1") == "4:16" + a + "battery_life: 1 has to be 2..720 min");
    CHECK(ups_with("policy = 1") == "4:10" + a + "policy: has to be a table, and is a number");
    CHECK(problems_of("[[ups]]\n") ==
          "1:1 [[ups]]: has no name\n1:1 [[ups]]: has no port, such as port = \"/dev/serial/by-id/…\"");
    CHECK(
        problems_of("[[ups]]\nname = \"a b\"\nport = \"/dev/x\"").starts_with("2:8 [[ups]]: name: \"a b\" has to be"));
    CHECK(problems_of("[[ups]]\nname = \"../x\"\nport = \"/dev/x\"")
              .starts_with("2:8 [[ups]]: name: \"../x\" has to be"));
    CHECK(problems_of("[[ups]]\nname = \"a\"\nport = \"ttyS0\"")
              .starts_with("3:8" + a + "port: \"ttyS0\" has to be the full"));
    CHECK(problems_of("[ups]\nname = \"a\"\n") == "1:1 ups: sections begin with [[ups]]");
}

TEST_CASE("configuration: what a policy may not have", "[daemon]") {
    const std::string a = " [ups.policy] of \"a\": ";
    CHECK(policy_with("shutdown_on_batery = true") ==
          "5:1" + a + "there is no key shutdown_on_batery; did you mean shutdown_on_battery?");
    CHECK(policy_with("shutdown_on_battery = 1") ==
          "5:23" + a + "shutdown_on_battery: has to be true or false, and is a number");
    CHECK(policy_with("shutdown_on_battery_wait = 1") ==
          "5:28" + a + "shutdown_on_battery_wait: 1 has to be 2..720 min");
    CHECK(policy_with("first_message_delay = 121") == "5:23" + a + "first_message_delay: 121 has to be 0..120 s");
    CHECK(policy_with("message_interval = 4") == "5:20" + a + "message_interval: 4 has to be 5..300 s");
    CHECK(policy_with("turn_off_wait = 86401") == "5:17" + a + "turn_off_wait: 86401 has to be 0..86400 s");
    CHECK(policy_with("lost_on_battery_wait = -1") == "5:24" + a + "lost_on_battery_wait: -1 has to be 0..3600 s");
    CHECK(policy_with("critical_action = \"sleep\"") ==
          "5:19" + a + "critical_action: \"sleep\" has to be one of shutdown, hibernate");
    CHECK(policy_with("notify = [\"mail\"]") == "5:10" + a + "notify: \"mail\" has to be one of wall, syslog");
    CHECK(policy_with("notify = \"wall\"") == "5:10" + a + "notify: has to be an array of texts, and is a text");
    CHECK(policy_with("task = [\"a\", 1]") == "5:8" + a + "task: has to be an array of texts only, and is an array");
    CHECK(policy_with("task = []") == "5:8" + a + "task: names no program");
    CHECK(policy_with("task = \"\"") == "5:8" + a + "task: names no program");
    CHECK(policy_with("task = \"a 'b\"") == "5:8" + a + "task: has an open quotation mark, or ends with a backslash");
}

TEST_CASE("configuration: what does not go together", "[daemon]") {
    const std::string two = "[[ups]]\nname = \"a\"\nport = \"/dev/a\"\n[[ups]]\nname = \"b\"\nport = \"/dev/b\"\n";
    const auto group = [&two](const std::string& lines) {
        return problems_of(two + "[[group]]\nname = \"g\"\n" + lines);
    };
    const std::string g = " [[group]] \"g\": ";
    CHECK(group("ups = [\"a\", \"b\"]") == "");
    CHECK(group("ups = [\"a\", \"c\"]") == "9:7" + g + "ups: there is no UPS \"c\"");
    CHECK(group("ups = []") == "7:1" + g + "names no UPS: ups = [\"NAME\", …]");
    CHECK(group("ups = [\"a\", \"a\"]") == "9:7" + g + "ups: \"a\" is a member already, of this group or another");
    CHECK(group("ups = [\"a\"]\n[[group]]\nname = \"h\"\nups = [\"a\"]")
              .starts_with("12:7 [[group]] \"h\": ups: \"a\" is a member"));
    CHECK(group("ups = [\"a\"]\nminimum_supplies = 2") == "10:20" + g + "minimum_supplies: 2 has to be 1..1");
    CHECK(problems_of(two + "[[group]]\nname = \"a\"\nups = [\"b\"]") ==
          "8:8 [[group]] \"a\": name: there is a UPS or another group of this name");
    CHECK(problems_of(two + "[ups.policy]\n[[group]]\nname = \"g\"\nups = [\"b\"]") ==
          "7:1 [[ups]] \"b\": policy: it is a member of the group \"g\": the policy is the group's");
    CHECK(
        problems_of("[[ups]]\nname = \"a\"\nport = \"/dev/a\"\n[[ups]]\nname = \"a\"\nport = \"/dev/a\"\n") ==
        "5:8 [[ups]] \"a\": name: there is another one of this name\n6:8 [[ups]] \"a\": port: is the one of \"a\" too");
}

TEST_CASE("configuration: all that is wrong, by line", "[daemon]") {
    CHECK(problems_of("[[ups]]\nname = \"a\"\nport = 5\nbaud = 7\n[daemon]\nlog_level = \"loud\"\nrun_directory = "
                      "\"x\"\n[[grup]]\n") ==
          "3:8 [[ups]] \"a\": port: has to be a text in quotation marks, and is a number\n"
          "4:8 [[ups]] \"a\": baud: 7 has to be 300..115200\n"
          "6:13 [daemon]: log_level: \"loud\" has to be one of trace, debug, info, warning, error, off\n"
          "7:17 [daemon]: run_directory: \"x\" has to be a full path\n"
          "8:3 there is no key grup; did you mean group?");
}

TEST_CASE("configuration: the file itself", "[daemon]") {
    const ConfigRead read = read_config_file("/nonexistent/upsmdd.toml");
    REQUIRE(read.problems.size() == 1);
    CHECK(problem_text("f.toml", read.problems[0]) == "f.toml: cannot be read: No such file or directory");
    CHECK(problem_text("f.toml", {3, 4, "x"}) == "f.toml:3:4: x");
    CHECK(read_config_file("/").problems.size() == 1);
    CHECK(read_config_file("/dev/null").problems.at(0).text == "there is no [[ups]] section");
}

TEST_CASE("words of a command line", "[daemon]") {
    CHECK(split_words(" a  'b c' d\"e f\"g \\' '\\' \"\\\"\" ''") ==
          std::vector<std::string>{"a", "b c", "de fg", "'", "\\", "\"", ""});
    CHECK(split_words("")->empty());
    CHECK_FALSE(split_words("'a"));
    CHECK_FALSE(split_words("a\\"));
}
