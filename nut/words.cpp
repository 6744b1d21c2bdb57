#include "nut/words.h"

#include <algorithm>

namespace upsmd::nut {
namespace {

constexpr std::size_t kMaxValue = 256;

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool is_printable(char c) { return c >= 0x20 && c < 0x7F; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

void WordReader::feed(std::string_view bytes, const OnLine& on_line) {
    for (const char c : bytes) {
        if (c == '\n') {
            ++line_;
            if (escaped_ && place_ != Place::comment && place_ != Place::faulty) {
                escaped_ = false;  // goes on in the next line
                continue;
            }
            end_line(on_line);
        } else {
            take(c);
        }
    }
}

void WordReader::finish(const OnLine& on_line) {
    ++line_;
    end_line(on_line);
}

void WordReader::take(char c) {
    if (place_ == Place::comment || place_ == Place::faulty) return;
    if (escaped_) {
        escaped_ = false;
        return add(c);
    }
    if (c == '\\') {
        escaped_ = true;
        if (place_ == Place::between) place_ = Place::word;
        return;
    }
    if (place_ == Place::quotes) {
        if (c == '"') return end_word();
        if (c != '#') return add(c);
        error_ = "a # within quotes needs a backslash";
        place_ = Place::faulty;
        return;
    }
    if (is_blank(c) || c == '#' || c == '=' || c == '"') {
        if (place_ == Place::word) end_word();
        if (c == '#') place_ = Place::comment;
        if (c == '"') place_ = Place::quotes;
        if (c != '=') return;
        add(c);
        return end_word();
    }
    place_ = Place::word;
    add(c);
}

void WordReader::add(char c) {
    if (is_printable(c) && word_.size() < kMaxLength) word_ += c;
}

void WordReader::end_word() {
    if (words_.size() < kMaxWords) words_.push_back(word_);
    word_.clear();
    place_ = Place::between;
}

void WordReader::end_line(const OnLine& on_line) {
    if (place_ == Place::quotes) error_ = "a quote is not closed";
    else if (place_ == Place::word) end_word();
    if (!words_.empty() || !error_.empty()) on_line(words_, error_, begun_);
    words_.clear();
    word_.clear();
    error_.clear();
    escaped_ = false;
    place_ = Place::between;
    begun_ = line_;
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text.substr(0, kMaxValue)) {
        if (c == '#' || c == '\\' || c == '"') out += '\\';
        out += is_printable(c) ? c : '?';
    }
    return out + '"';
}

bool is_same_name(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace upsmd::nut
