#include "core/detection.h"

#include <algorithm>
#include <cassert>

namespace upsmd {

Detection::Detection(std::span<const Probe> probes, const FoundLine& remembered)
    : probes_(probes), remembered_(remembered) {
    assert(probes.size() <= kMaxProbes);
    restart();
}

void Detection::restart() {
    asked_.reset();
    echo_baud_ = 0;
    echoes_ = false;
    traits_ = 0;
    taken_ = false;
    forgotten_ = false;
    in_turn_ = 0;
    first_ = remembered_.protocol != nullptr ? 0 : probes_.size();
}

bool Detection::finds_remembered(const Probe& probe) const {
    return std::any_of(probe.answers.begin(), probe.answers.end(),
                       [this](const ProbeAnswer& answer) { return answer.protocol == remembered_.protocol; });
}

// Asked without a condition, on the line of the remembered unit.
bool Detection::is_first_on_line(const Probe& probe) const {
    return probe.only_after == 0 && probe.line != nullptr && probe.line->baud == remembered_.baud &&
           probe.line->outputs == remembered_.outputs;
}

// Recognises the remembered unit; where no such probe does, lets the one follow that does.
bool Detection::leads_to_remembered(const Probe& probe) const {
    if (!is_first_on_line(probe)) return false;
    if (finds_remembered(probe)) return true;
    const bool direct = std::any_of(probes_.begin(), probes_.end(), [this](const Probe& each) {
        return is_first_on_line(each) && finds_remembered(each);
    });
    if (direct) return false;
    Traits given = 0;
    for (const ProbeAnswer& answer : probe.answers) given |= answer.traits;
    return std::any_of(probes_.begin(), probes_.end(), [&](const Probe& follower) {
        return (follower.only_after & given) != 0 && finds_remembered(follower);
    });
}

bool Detection::is_open(std::size_t index) const {
    return !asked_.test(index) && (probes_[index].only_after & traits_) != 0;
}

// A probe that an answer has made possible; the one for what is remembered before the others.
std::optional<std::size_t> Detection::find_follower() const {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < probes_.size(); ++i) {
        if (!is_open(i)) continue;
        if (remembered_.protocol != nullptr && finds_remembered(probes_[i])) return i;
        if (!found) found = i;
    }
    return found;
}

const Probe* Detection::next() {
    if (const auto follower = find_follower()) {
        index_ = *follower;
        asked_.set(index_);
        return &probes_[index_];
    }
    if (taken_) return nullptr;
    while (first_ < probes_.size()) {
        index_ = first_++;
        if (!leads_to_remembered(probes_[index_])) continue;
        first_ = probes_.size();  // one question: the usual order must not be held up for what may be gone
        return &probes_[index_];
    }
    if (remembered_.protocol != nullptr) {
        remembered_ = {};
        forgotten_ = true;
    }
    while (in_turn_ < probes_.size()) {
        index_ = in_turn_++;
        if (probes_[index_].only_after != 0) continue;
        asked_.set(index_);
        return &probes_[index_];
    }
    return nullptr;
}

Detection::Finding Detection::judge(Bytes frame) {
    const auto recognised = [frame](const Probe& probe) {
        return std::find_if(probe.answers.begin(), probe.answers.end(),
                            [frame](const ProbeAnswer& answer) { return answer.recognise(frame); });
    };
    const Probe& present = probes_[index_];
    Finding found;
    if (const auto answer = recognised(present); answer != present.answers.end()) found = {&present, &*answer};
    for (std::size_t i = 0; i < probes_.size() && found.answer == nullptr; ++i) {
        const Probe& earlier = probes_[i];
        // Lines only: bytes that were cut for one binary protocol are no frame of another.
        if (!asked_.test(i) || earlier.line != present.line || earlier.framed != nullptr || present.framed != nullptr)
            continue;
        if (const auto answer = recognised(earlier); answer != earlier.answers.end()) found = {&earlier, &*answer};
    }
    if (found.answer == nullptr) return found;
    traits_ |= found.answer->traits;
    taken_ = taken_ || found.answer->protocol != nullptr;
    return found;
}

bool Detection::take_forgotten() {
    const bool forgotten = forgotten_;
    forgotten_ = false;
    return forgotten;
}

void Detection::note_echo(std::uint32_t baud) {
    echoes_ = echoes_ || (echo_baud_ != 0 && echo_baud_ != baud);
    echo_baud_ = baud;
}

}  // namespace upsmd
