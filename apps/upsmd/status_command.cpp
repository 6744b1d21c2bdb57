#include "apps/upsmd/status_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <utility>

#include "apps/upsmd/complain.h"
#include "apps/upsmd/json_value.h"
#include "apps/upsmd/port_choice.h"
#include "apps/upsmd/status_summary.h"
#include "platform/one_ups.h"

namespace upsmd {
namespace {

constexpr int kNoCommunication = 2;

class Status final : public OneUps {
  public:
    Status(const PortChoice& choice, bool json)
        : OneUps(choice.port, *choice.protocol, choice.settings), json_(json) {}

  private:
    void on_first(State state) override {
        if (state != State::no_comm) return;
        complain(silence_text());
        print();
        finish(kNoCommunication);
    }

    void on_complete() override {
        const bool silent = session().state() == State::no_comm;
        if (silent) complain(silence_text());
        print();
        finish(silent ? kNoCommunication : 0);
    }

    void print() const {
        nlohmann::ordered_json object{{"upsmd.state", state_name(session().state())}};
        std::string text = fmt::format("upsmd.state: {}\n", state_name(session().state()));
        for (std::size_t i = 0; i < kVariableCount; ++i) {
            const auto variable = static_cast<Variable>(i);
            const Value& value = session().reading().get(variable);
            if (!value.present()) continue;
            object[std::string(variable_name(variable))] = to_json(value);
            text += fmt::format("{}: {}\n", variable_name(variable), value.to_string());
        }
        if (json_) text = one_line(object) + "\n";
        std::fputs(text.c_str(), stdout);
        std::fflush(stdout);
    }

    bool json_;
};

struct Arguments {
    PortArguments port;
    bool json = false;
};

int run(const Arguments& arguments) {
    if (arguments.port.port.empty()) {
        if (!arguments.port.protocol.empty() || !arguments.port.cable.empty() || arguments.port.poll_interval != 0)
            return complain("status: PORT is missing");
        return print_status_summary(arguments.json);
    }
    const Result<PortChoice> choice = resolve(arguments.port);
    if (!choice) return complain(choice.error().message);
    const Result<int> exit_code = Status(*choice, arguments.json).run();
    if (!exit_code) return complain(exit_code.error().message);
    return *exit_code;
}

}  // namespace

void add_status_command(CLI::App& app, int& exit_code) {
    CLI::App* const command = app.add_subcommand("status", "Print everything the UPS tells, once; without PORT what the service knows");
    const auto arguments = std::make_shared<Arguments>();
    add_port_arguments(*command, arguments->port)->required(false);
    command->add_flag("--json", arguments->json, "One JSON object");
    command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace upsmd
