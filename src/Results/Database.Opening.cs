using Bench.Core;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bench.Results;

/// <content>The ways to open one.</content>
internal sealed partial class Database
{
    private const int CannotOpen = 14, ReadOnly = 8;

    /// <summary>Opens for reading and writing in WAL mode, each commit on the disk; creates an empty file where there is none.</summary>
    public static Database OpenForWriting(string path)
    {
        var database = new Database(path, path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            database.Guard(database.connection.Open);
            database.Run("PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -64000; BEGIN IMMEDIATE; ROLLBACK");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A database that is nowhere.</summary>
    public static Database InMemory()
    {
        var database = new Database(":memory:", ":memory:", SqliteOpenMode.Memory);
        database.connection.Open();
        return database;
    }

    /// <summary>Opens such that nothing can write: neither to this file nor, by ATTACH or VACUUM INTO, to another.</summary>
    public static Database OpenForReading(string path)
    {
        if (DatabaseFile.Refusal(path) is { } refusal) throw new UserError(refusal);
        if (!File.Exists(path)) throw new UserError($"no database at {path}: 'bench run' makes one, --db names another");
        try
        {
            return OpenForReading(path, path);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is CannotOpen or ReadOnly && !File.Exists(path + "-wal"))
        {
            // A database in WAL mode wants to make files beside itself; where the folder is read-only and nobody can be
            // writing, it is read as an immutable file.
            var uri = "file:" + Uri.EscapeDataString(System.IO.Path.GetFullPath(path)).Replace("%2F", "/", StringComparison.Ordinal) + "?immutable=1";
            try
            {
                return OpenForReading(path, uri);
            }
            catch (SqliteException again)
            {
                throw SqliteErrors.ToUserError(again, path) ?? (Exception)again;
            }
        }
        catch (SqliteException error) when (SqliteErrors.ToUserError(error, path) is { } mistake)
        {
            throw mistake;
        }
    }

    private static Database OpenForReading(string path, string source)
    {
        var database = new Database(path, source, SqliteOpenMode.ReadOnly);
        try
        {
            database.connection.Open();
            raw.sqlite3_limit(database.connection.Handle, raw.SQLITE_LIMIT_ATTACHED, 0);
            using var command = database.connection.CreateCommand();
            command.CommandText = "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -64000; SELECT count(*) FROM sqlite_schema";
            command.ExecuteScalar();
            database.reading = new ReadingOnly(database.connection.Handle!);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
