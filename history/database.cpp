#include "history/database.h"

namespace upsmd::history {
namespace {

constexpr int kBusyMilliseconds = 5000;

[[noreturn]] void fail(sqlite3* handle, int code) {
    throw SqlError(code & 0xff, sqlite3_errmsg(handle));
}

}  // namespace

Error SqlError::as_error(const std::string& path) const {
    ErrorCode kind = ErrorCode::io;
    if (damaged()) kind = ErrorCode::malformed;
    if (code_ == SQLITE_PERM || code_ == SQLITE_READONLY || code_ == SQLITE_AUTH) kind = ErrorCode::access_denied;
    if (code_ == SQLITE_BUSY || code_ == SQLITE_LOCKED) kind = ErrorCode::in_use;
    return {kind, path + ": " + what(), code_};
}

Database::Database(const std::string& path, Access access) {
    const int flags = access == Access::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    // One thread at a time is the promise of the class, so SQLite needs no locks of its own.
    const int code = sqlite3_open_v2(path.c_str(), &handle_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    if (code != SQLITE_OK) {
        const std::string text = handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
        sqlite3_close(handle_);
        throw SqlError(code & 0xff, text);
    }
    sqlite3_busy_timeout(handle_, kBusyMilliseconds);
}

Database::~Database() { sqlite3_close(handle_); }

void Database::run(const char* sql) {
    const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(handle_, code);
}

std::int64_t Database::number(const char* sql) {
    Statement statement(*this, sql);
    return statement.row() ? statement.number(0) : 0;
}

Statement::Statement(Database& database, const char* sql) : handle_(database.handle()) {
    check(sqlite3_prepare_v2(handle_, sql, -1, &statement_, nullptr));
}

Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::check(int code) {
    if (code != SQLITE_OK) fail(handle_, code);
}

void Statement::begin() {
    if (!over_) return;
    sqlite3_reset(statement_);  // tells the last step's failure once more, which has been thrown already
    over_ = false;
    bound_ = 0;
}

Statement& Statement::bind(std::int64_t number) {
    begin();
    check(sqlite3_bind_int64(statement_, ++bound_, number));
    return *this;
}

Statement& Statement::bind(std::optional<double> number) {
    begin();
    ++bound_;
    check(number ? sqlite3_bind_double(statement_, bound_, *number) : sqlite3_bind_null(statement_, bound_));
    return *this;
}

Statement& Statement::bind(std::string_view text) {
    begin();
    check(sqlite3_bind_text(statement_, ++bound_, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT));
    return *this;
}

void Statement::run() {
    while (row()) {
    }
}

bool Statement::row() {
    begin();
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    over_ = true;
    if (code == SQLITE_DONE) {
        sqlite3_reset(statement_);  // lets go of its locks at once
        return false;
    }
    fail(handle_, code);
}

std::int64_t Statement::number(int column) const { return sqlite3_column_int64(statement_, column); }

std::optional<double> Statement::real(int column) const {
    if (null(column)) return std::nullopt;
    return sqlite3_column_double(statement_, column);
}

std::string Statement::text(int column) const {
    const unsigned char* const text = sqlite3_column_text(statement_, column);
    if (text == nullptr) return {};
    return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Statement::null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

Transaction::Transaction(Database& database) : database_(database) { database_.run("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
    // Some failures have rolled back already; then this one fails, and nothing is lost by it.
    if (open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
    database_.run("COMMIT");
    open_ = false;
}

}  // namespace upsmd::history
