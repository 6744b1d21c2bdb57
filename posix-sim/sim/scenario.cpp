#include "posix-sim/sim/scenario.h"

#include "posix-sim/sim/words.h"

namespace upsmd::sim {

namespace {

constexpr double kLongest = 1e7;  // seconds

bool parse_line(std::string_view line, ScenarioStep& step) {
    const auto [at, rest] = split_word(line);
    const auto [time, command] = split_word(rest);
    const auto seconds = to_number(time);
    if (at != "AT" || !seconds || *seconds < 0 || *seconds > kLongest || command.empty()) return false;
    step = {Duration(static_cast<Duration::rep>(*seconds * 1e6)), std::string(command)};
    return true;
}

}  // namespace

bool parse_scenario(std::string_view text, std::vector<ScenarioStep>& steps, std::string& error) {
    steps.clear();
    for (int number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        const auto word = split_word(line).first;
        if (word.empty() || word.front() == '#') continue;
        ScenarioStep step;
        const bool good = parse_line(line, step);
        if (good && (steps.empty() || steps.back().at <= step.at)) {
            steps.push_back(std::move(step));
            continue;
        }
        error = "scenario line " + std::to_string(number) + ": " +
                (good ? "time goes backwards" : "not \"AT <seconds> COMMAND\"") + ": \"" + std::string(line) + '"';
        steps.clear();
        return false;
    }
    return true;
}

}  // namespace upsmd::sim
