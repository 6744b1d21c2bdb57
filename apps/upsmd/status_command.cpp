#include "apps/upsmd/status_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <utility>

#include "apps/upsmd/json_value.h"
#include "apps/upsmd/one_ups.h"

namespace upsmd {
namespace {

constexpr int kNoCommunication = 2;

class Status final : public OneUps {
  public:
    Status(PortChoice choice, bool json) : OneUps(std::move(choice)), json_(json) {}

  private:
    void on_first(State state) override {
        if (state != State::no_comm) return;
        print();
        finish(kNoCommunication);
    }

    void on_complete() override {
        print();
        finish(session().state() == State::no_comm ? kNoCommunication : 0);
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
    Result<PortChoice> choice = resolve(arguments.port);
    if (!choice) {
        std::fprintf(stderr, "upsmd: %s\n", choice.error().message.c_str());
        return 1;
    }
    const std::string port = choice->port;
    const int exit_code = Status(std::move(*choice), arguments.json).run();
    if (exit_code == kNoCommunication) std::fprintf(stderr, "upsmd: %s: the UPS does not answer\n", port.c_str());
    return exit_code;
}

}  // namespace

void add_status_command(CLI::App& app, int& exit_code) {
    CLI::App* const command = app.add_subcommand("status", "Print everything the UPS tells, once");
    const auto arguments = std::make_shared<Arguments>();
    add_port_arguments(*command, arguments->port);
    command->add_flag("--json", arguments->json, "One JSON object");
    command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace upsmd
