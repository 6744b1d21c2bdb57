// What a driver tells NUT's upsd about one UPS: variables, commands, and whether the data is fresh. Every change becomes a
// line of the driver socket's protocol. Source: NUT driver socket, "Driver -> upsd lines" and "Dump order".
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace upsmd::nut {

// What a client may write into a variable. Without flags nobody may.
struct Writable {
    bool is_string = false;
    bool is_number = false;
    std::size_t max_length = 0;  // of a string; 0: not told
    std::vector<std::string> values{};
    std::vector<std::pair<long, long>> ranges{};
    bool operator==(const Writable&) const = default;
};

// Not thread-safe.
class Publication {
  public:
    enum class Data { unknown, fresh, stale };  // unknown: before the first answer of the UPS

    // tell: gets each line, with its line feed. It must not change this.
    explicit Publication(std::function<void(std::string_view)> tell) : tell_(std::move(tell)) {}
    Publication(const Publication&) = delete;
    Publication& operator=(const Publication&) = delete;

    // Names and commands: NUT's, plain words.
    void set(const std::string& name, std::string value);
    void remove(const std::string& name);
    // Of a variable that is there. nullopt: nobody may write it any more (the variable is told anew then: the flags of one
    // cannot be taken back).
    void allow(const std::string& name, std::optional<Writable> writable);
    void set_commands(std::set<std::string> commands);
    void set_data(Data data);

    // In any case.
    const std::string* find(std::string_view name) const;
    bool is_writable(std::string_view name) const;
    // As it is written here; nullptr: there is none.
    const std::string* find_name(std::string_view name) const;
    const std::string* find_command(std::string_view name) const;
    std::vector<std::string> names() const;
    Data data() const { return data_; }

    // All of it, DUMPDONE included.
    std::string dump() const;
    // Of one variable, which may be unknown.
    std::string dump(std::string_view name) const;

  private:
    struct Variable {
        std::string value;
        std::optional<Writable> writable;
    };
    using Entry = std::pair<const std::string, Variable>;

    const Entry* entry(std::string_view name) const;

    std::function<void(std::string_view)> tell_;
    std::map<std::string, Variable> variables_;
    std::set<std::string> commands_;
    Data data_ = Data::unknown;
};

}  // namespace upsmd::nut
