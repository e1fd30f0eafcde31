using Bench.Core;
using Microsoft.Data.Sqlite;

namespace Bench.Results;

/// <summary>What can go wrong with a database file through no fault of the program, as one line each.</summary>
internal static class SqliteErrors
{
    /// <summary>The line for an error that a person can mend; null for one that is a fault of the program.</summary>
    public static UserError? ToUserError(SqliteException error, string path) =>
        Describe(error.SqliteErrorCode, path) is { } line ? new UserError(line, error) : null;

    /// <summary>The line for an error in a query that somebody typed.</summary>
    public static UserError OfQuery(SqliteException error, Database database, string sql) => error.SqliteErrorCode switch
    {
        8 => new UserError("the query would change the database: only queries that read are allowed", error),
        10 => new UserError("the query would change how the database is kept, or the disk failed: only queries that read are allowed", error),
        1 when error.Message.Contains("too many attached databases", StringComparison.Ordinal) =>
            new UserError("the query would open or write another file: ATTACH and VACUUM are not allowed", error),
        _ => ToUserError(error, database.Path) ?? new UserError($"the query has a mistake: {Message(error)}{QueryNames.Hint(Message(error), database, sql)}", error),
    };

    /// <summary>By SQLite's result code (sqlite.org/rescode.html).</summary>
    internal static string? Describe(int code, string path) => code switch
    {
        5 or 6 => $"database {path} is locked by another program, such as a notebook or a database browser with an open query: close it and try again",
        8 => $"database {path} is read-only: make the file and its folder writable, or choose another with --db",
        10 => $"the disk failed while reading or writing database {path}",
        11 => $"database {path} is corrupt: restore it from a copy, or save what can be read with sqlite3's .recover",
        13 => $"the disk is full: database {path} could not be written; what is already in it is safe",
        14 => $"database {path} cannot be opened: is it a file, and are it and its folder accessible?",
        26 => $"{path} is not an SQLite database: choose another file with --db",
        _ => null,
    };

    // The library's text is: SQLite Error 1: 'no such table: x'.
    private static string Message(SqliteException error)
    {
        var (first, last) = (error.Message.IndexOf('\''), error.Message.LastIndexOf('\''));
        return (last > first ? error.Message[(first + 1)..last] : error.Message).ReplaceLineEndings(" ");
    }
}
