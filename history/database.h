// SQLite's C functions with owners. Private to history/: what these throw is caught by the public classes.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/result.h"

namespace upsmd::history {

class SqlError : public std::runtime_error {
  public:
    SqlError(int code, const std::string& text) : std::runtime_error(text), code_(code) {}
    int code() const { return code_; }

    // The file is damaged, or no database at all.
    bool damaged() const { return code_ == SQLITE_CORRUPT || code_ == SQLITE_NOTADB; }
    // malformed: damaged. `native`: SQLite's code.
    Error as_error(const std::string& path) const;

  private:
    int code_;
};

// Thread: one at a time.
class Database {
  public:
    enum class Access { read, write };

    // write: the file is made where there is none.
    Database(const std::string& path, Access access);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void run(const char* sql);
    std::int64_t number(const char* sql);  // the first column of the first row; 0 where there is none
    sqlite3* handle() const { return handle_; }

  private:
    sqlite3* handle_ = nullptr;
};

class Statement {
  public:
    Statement(Database& database, const char* sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    // Parameters in their order; begins anew after run() or the last row().
    Statement& bind(std::int64_t number);
    Statement& bind(std::optional<double> number);
    Statement& bind(std::string_view text);

    void run();
    bool row();  // false: there are no more
    std::int64_t number(int column) const;
    std::optional<double> real(int column) const;
    std::string text(int column) const;
    bool null(int column) const;

  private:
    void check(int code);
    void begin();

    sqlite3* handle_;
    sqlite3_stmt* statement_ = nullptr;
    int bound_ = 0;
    bool over_ = false;
};

// Rolled back unless committed.
class Transaction {
  public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

  private:
    Database& database_;
    bool open_ = true;
};

}  // namespace upsmd::history
