// A value or an error. The core neither throws nor logs: it returns these (docs/architecture.md).
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace upsmd {

enum class ErrorCode {
    invalid_argument,  // a caller's value is out of range or malformed
    not_found,         // no such port, key, value, protocol, ...
    access_denied,
    in_use,            // another program holds it
    io,                // the operating system refused; `native` holds its code
    malformed,         // a file or a device reply does not have the form it must have
    unsupported,       // this UPS or this system cannot do it
    timeout,
    refused,           // the UPS understood and said no
};

struct Error {
    ErrorCode code = ErrorCode::io;
    std::string message;  // what and where, fit to be shown to a person
    long native = 0;      // errno or GetLastError(), 0 where there is none
};

template <typename T>
class [[nodiscard]] Result {
  public:
    Result(T value) : data_(std::move(value)) {}
    Result(Error error) : data_(std::move(error)) {}

    explicit operator bool() const { return std::holds_alternative<T>(data_); }
    T& value() { assert(*this); return *std::get_if<T>(&data_); }
    const T& value() const { assert(*this); return *std::get_if<T>(&data_); }
    T& operator*() { return value(); }
    const T& operator*() const { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    const Error& error() const { assert(!*this); return *std::get_if<Error>(&data_); }

  private:
    std::variant<T, Error> data_;
};

template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : error_(std::move(error)), ok_(false) {}

    explicit operator bool() const { return ok_; }
    const Error& error() const { assert(!ok_); return error_; }

  private:
    Error error_;
    bool ok_ = true;
};

}  // namespace upsmd
