#include "apps/upsmd/set_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "apps/upsmd/complain.h"
#include "apps/upsmd/json_value.h"
#include "apps/upsmd/port_choice.h"
#include "platform/one_ups.h"

namespace upsmd {
namespace {

constexpr int kNoCommunication = 2;
constexpr int kRefused = 1;

void print(const std::string& line) {
    fmt::print(stdout, "{}\n", line);
    std::fflush(stdout);
}

std::string shown(const Value& value) { return value.present() ? value.to_string() : "unknown"; }

nlohmann::ordered_json to_json(const Session::Offer& offer, const Value& value) {
    nlohmann::ordered_json object{{"value", upsmd::to_json(value)}};
    switch (offer.choices.kind) {
        case SettingChoices::Kind::values:
            object["allowed"] = nlohmann::ordered_json::array();
            for (const Value& each : offer.choices.values) object["allowed"].push_back(upsmd::to_json(each));
            break;
        case SettingChoices::Kind::range:
            object["minimum"] = offer.choices.low;
            object["maximum"] = offer.choices.high;
            object["step"] = offer.choices.step;
            break;
        case SettingChoices::Kind::text: object["max_length"] = offer.choices.max_length; break;
    }
    return object;
}

// Waits until the UPS has told everything about itself: what it lets be changed is a part of that.
class Setting : public OneUps {
  public:
    Setting(const PortChoice& choice, bool json) : OneUps(choice.port, *choice.protocol, choice.settings), json_(json) {}

  protected:
    bool json() const { return json_; }

  private:
    void on_first(State state) override {
        if (state != State::no_comm) return;
        complain("set: " + silence_text());
        finish(kNoCommunication);
    }

    bool json_;
};

class List final : public Setting {
  public:
    using Setting::Setting;

  private:
    void on_complete() override {
        auto object = nlohmann::ordered_json::object();
        for (const Session::Offer& offer : session().offered_settings()) {
            const std::string name(variable_name(offer.row->variable));
            const Value& value = session().reading().get(offer.row->variable);
            if (json())
                object[name] = to_json(offer, value);
            else
                print(fmt::format("{}: {} ({})", name, shown(value), describe(offer.choices)));
        }
        if (json()) print(one_line(object));
        if (!json() && session().offered_settings().empty()) complain("set: this UPS lets nothing be changed");
        finish(0);
    }
};

class Change final : public Setting {
  public:
    Change(const PortChoice& choice, bool json, Variable variable, std::string value)
        : Setting(choice, json), variable_(variable), value_(std::move(value)) {}

  private:
    void on_complete() override {
        if (const Result<void> taken = runner().set(id(), variable_, value_); !taken) {
            complain("set: refused: " + taken.error().message);
            finish(taken.error().code == ErrorCode::timeout ? kNoCommunication : kRefused);
        }
    }

    void on_event(Fleet::Id ups, const SessionEvent& event) override {
        OneUps::on_event(ups, event);
        if (event.kind == SessionEvent::Kind::setting_done) return tell(true);
        if (event.kind == SessionEvent::Kind::setting_refused) return tell(false);
    }

    void tell(bool done) {
        const SettingReport& report = session().setting_report();
        const std::string name(variable_name(variable_));
        if (json())
            print(one_line({{"name", name},
                            {"wanted", upsmd::to_json(report.wanted)},
                            {"before", upsmd::to_json(report.before)},
                            {"after", upsmd::to_json(report.after)},
                            {"done", done}}));
        else if (report.before.present())
            print(fmt::format("{}: {} -> {}", name, shown(report.before), shown(report.after)));
        if (!done) complain(why_not(report, name));
        finish(done ? 0 : kRefused);
    }

    static std::string why_not(const SettingReport& report, const std::string& name) {
        if (!report.before.present()) return fmt::format("set: not sent: the UPS does not tell {}", name);
        if (!report.after.present()) return fmt::format("set: {} was sent, nobody knows what it is now", name);
        return fmt::format("set: refused by the UPS: {} is {}{}", name, shown(report.after),
                           report.put_back ? " (it stood at another value in between)" : "");
    }

    Variable variable_;
    std::string value_;
};

struct Arguments {
    PortArguments port;
    std::string name;
    std::string value;
    bool json = false;
};

int run(const Arguments& arguments) {
    const Result<PortChoice> choice = resolve(arguments.port);
    if (!choice) return complain(choice.error().message);
    Result<int> exit_code{0};
    if (arguments.name.empty()) {
        exit_code = List(*choice, arguments.json).run();
    } else {
        const auto variable = variable_by_name(arguments.name);
        if (!variable) return complain(fmt::format("set: no \"{}\" (without NAME: what this UPS lets be changed)", arguments.name));
        exit_code = Change(*choice, arguments.json, *variable, arguments.value).run();
    }
    return exit_code ? *exit_code : complain(exit_code.error().message);
}

}  // namespace

void add_set_command(CLI::App& app, int& exit_code) {
    CLI::App* const command = app.add_subcommand("set", "Change what the UPS keeps, or list what can be changed");
    const auto arguments = std::make_shared<Arguments>();
    add_port_arguments(*command, arguments->port);
    CLI::Option* const name = command->add_option("NAME", arguments->name, "NUT's name, such as ups.delay.shutdown");
    CLI::Option* const value = command->add_option("VALUE", arguments->value, "What it shall be");
    name->needs(value);
    command->add_flag("--json", arguments->json, "One JSON object");
    command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace upsmd
