#include "core/protocols/apc_smart_settings.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "core/protocols/apc_smart.h"
#include "core/protocols/apc_smart_memory.h"
#include "core/protocols/apc_smart_replies.h"

namespace upsmd::apc {
namespace {

constexpr Duration kReply = 3s;
constexpr Duration kAnswer = 1500ms;
// After the first byte of a text: an answer means no.
constexpr Duration kFirstByte = 200ms;
constexpr Duration kCharacterGap = 50ms;
constexpr std::string_view kStepOn = "-";
constexpr std::size_t kTextLength = 8;
// In a text these would be alerts wherever else the unit sends it.
constexpr std::string_view kAlerts = "!$%+?=*#&|";

std::string_view expected(const Step& step) {
    const Bytes bytes = step.expect.view();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The value that the unit has now; `otherwise` where it is another than the wanted one.
StepOutcome judge_value(Bytes reply, const Step& step, StepOutcome otherwise) {
    const ReplyText text(reply);
    if (text.view() == expected(step)) return StepOutcome::accepted;
    if (text.view() == "NA") return StepOutcome::refused;
    return refusal_of(text.view()) ? StepOutcome::ignore : otherwise;
}

StepOutcome judge_first_value(Bytes reply, const Step& step) { return judge_value(reply, step, StepOutcome::next); }
StepOutcome judge_next_value(Bytes reply, const Step& step) { return judge_value(reply, step, StepOutcome::back); }

// A user's text may hold anything.
StepOutcome judge_old_text(Bytes reply, const Step& step) {
    const ReplyText text(reply);
    if (text.view() == expected(step)) return StepOutcome::accepted;
    return text.view() == "NA" ? StepOutcome::refused : StepOutcome::next;
}

StepOutcome judge_stepped(Bytes reply, const Step&) {
    const ReplyText text(reply);
    if (text.view() == "OK") return StepOutcome::next;
    const bool refused = text.view() == "NO" || text.view() == "NA" || text.view() == kStepOn;
    return refused ? StepOutcome::refused : StepOutcome::ignore;
}

StepOutcome judge_typed(Bytes reply, const Step&) {
    const ReplyText text(reply);
    if (text.view() == "OK") return StepOutcome::accepted;
    return text.view() == "NO" || text.view() == "NA" ? StepOutcome::refused : StepOutcome::ignore;
}

StepOutcome judge_no_answer(Bytes, const Step&) { return StepOutcome::refused; }

Error cannot(const SettingRow& row, std::string_view why) {
    return {ErrorCode::unsupported, std::string(variable_name(row.variable)) + ": " + std::string(why), 0};
}

const Query& query_of(const SettingRow& row) { return *find_query(kApcSmart, row.query); }

// The value that is published for a choice.
std::optional<Value> value_of(const SettingRow& row, std::string_view choice) {
    Decoded decoded;
    const Bytes bytes{reinterpret_cast<const std::uint8_t*>(choice.data()), choice.size()};
    if (query_of(row).decode(bytes, decoded) != Verdict::ok) return std::nullopt;
    const Value* const value = decoded.find(row.variable);
    return value != nullptr && value->present() ? std::optional(*value) : std::nullopt;
}

// Old firmware has no `-`, and a unit that tells no list is not known to have one.
std::optional<Error> refuse_unlisted(const SettingRow& row, const SettingUnit& unit) {
    const auto letter = static_cast<std::uint8_t>(query_of(row).send.front());
    const bool listed = unit.commands != nullptr && unit.commands->test('-') && unit.commands->test(letter);
    if (listed) return std::nullopt;
    return cannot(row, "this unit does not say that it can be changed");
}

}  // namespace

Result<SettingChoices> choices_of(const SettingRow& row, std::span<const std::uint8_t> memory) {
    const auto group = group_of(memory, query_of(row).send.front());
    if (!group) return cannot(row, "this unit does not offer to change it (its reply to ^Z)");
    SettingChoices choices;
    for (std::size_t i = 0; i < group->count; ++i) {
        const auto value = value_of(row, group->value(i));
        if (!value) continue;
        const bool known = std::any_of(choices.values.begin(), choices.values.end(),
                                       [&](const Value& each) { return is_same_value(each, *value); });
        if (!known) choices.values.push_back(*value);
    }
    if (choices.values.empty()) return cannot(row, "this unit names no choice that is understood");
    return choices;
}

Result<SettingChoices> listed_choices(const SettingRow& row, const SettingUnit& unit) {
    if (auto refusal = refuse_unlisted(row, unit)) return *refusal;
    return choices_of(row, unit.memory);
}

Result<Script> step_through(const SettingRow& row, const Value& wanted, const SettingUnit& unit) {
    const std::string_view letter = query_of(row).send;
    const auto group = group_of(unit.memory, letter.front());
    if (!group) return cannot(row, "this unit does not offer to change it (its reply to ^Z)");
    std::string choice;
    for (std::size_t i = 0; i < group->count && choice.empty(); ++i) {
        const auto value = value_of(row, group->value(i));
        if (value && is_same_value(*value, wanted)) choice = group->value(i);
    }
    if (choice.empty()) return cannot(row, "not one of the choices: " + wanted.to_string());
    choice.erase(choice.find_last_not_of(' ') + 1);

    Step ask{.send = letter, .listen = kReply, .on_silence = StepOutcome::refused, .judge = judge_first_value, .expect = std::string_view(choice)};
    Script script;
    script.add(ask);
    script.add({.send = kStepOn, .listen = kAnswer, .on_silence = StepOutcome::refused, .judge = judge_stepped, .commits = true});
    // Once around: a choice that stands twice in the list is two steps, too.
    ask.judge = judge_next_value;
    ask.back_to = 1;
    ask.back_limit = static_cast<std::uint8_t>(group->count - 1);
    script.add(ask);
    return script;
}

Result<SettingChoices> any_text_of_eight(const SettingRow& row, const SettingUnit& unit) {
    if (auto refusal = refuse_unlisted(row, unit)) return *refusal;
    SettingChoices choices;
    choices.kind = SettingChoices::Kind::text;
    choices.max_length = kTextLength;
    choices.forbidden = kAlerts;
    return choices;
}

Result<Script> type_text(const SettingRow& row, const Value& wanted, const SettingUnit& unit) {
    const std::string_view letter = query_of(row).send;
    std::string text(wanted.as_text());
    const auto choices = any_text_of_eight(row, unit);
    if (!choices) return choices.error();
    if (const auto valid = parse_setting(row, *choices, text); !valid) return valid.error();
    // Read back it would be taken for an answer.
    if (text == "NA" || text == letter || is_protocol_word(text))
        return Error{ErrorCode::invalid_argument,
                     std::string(variable_name(row.variable)) + ": \"" + text + "\" is a word of the protocol", 0};
    Script script;
    script.add({.send = letter,
                .listen = kReply,
                .on_silence = StepOutcome::refused,
                .judge = judge_old_text,
                .expect = std::string_view(text),
                .alerts_are_data = true});
    script.add({.send = kStepOn, .listen = kFirstByte, .judge = judge_no_answer, .commits = true});
    text.resize(kTextLength, '\r');
    script.add({.send = std::string_view(text),
                .character_gap = kCharacterGap,
                .listen = kReply,
                .on_silence = StepOutcome::refused,
                .judge = judge_typed,
                .commits = true});
    return script;
}

}  // namespace upsmd::apc
