using Bench.Core;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bench.Results;

/// <summary>One SQLite connection: prepared statements by their text, values as the schema wants them, errors as one line.</summary>
internal sealed partial class Database : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteCommand> commands = [];
    private readonly Dictionary<(string Table, bool Ignore, string First, int Columns), string> inserts = []; // a table is always filled in the same order
    private SqliteTransaction? transaction;
    private ReadingOnly? reading;

    private Database(string path, string source, SqliteOpenMode mode)
    {
        Path = path;
        connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = source,
            Mode = mode,
            ForeignKeys = true,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
    }

    public string Path { get; }

    /// <summary>Runs a script that takes no values. (A command would keep errors after its first statement with rows to itself.)</summary>
    public void Run(string script) => Guard(() => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, script), connection.Handle));

    /// <summary>Runs a statement with values for ?1, ?2, ...; returns the number of changed rows.</summary>
    public int Execute(string sql, params object?[] values) => Guard(() => Prepare(sql, values).ExecuteNonQuery());

    /// <summary>The first column of the first row; null where there is none.</summary>
    public object? Scalar(string sql, params object?[] values) => Guard(() => Prepare(sql, values).ExecuteScalar() is var v && v is DBNull ? null : v);

    /// <summary>All rows.</summary>
    public IReadOnlyList<T> Read<T>(string sql, Func<SqliteDataReader, T> map, params object?[] values) => Guard(() =>
    {
        var rows = new List<T>();
        using var reader = Prepare(sql, values).ExecuteReader();
        while (reader.Read()) rows.Add(map(reader));
        return rows;
    });

    /// <summary>Hands over the reader of a query, for what is too much to be held at once.</summary>
    public void ReadThrough(string sql, Action<SqliteDataReader> read, params object?[] values) => Guard(() =>
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        read(reader);
    });

    /// <summary>All rows, one by one.</summary>
    public IEnumerable<T> Stream<T>(string sql, Func<SqliteDataReader, T> map)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = Guard(command.ExecuteReader);
        while (Guard(reader.Read)) yield return map(reader);
    }

    /// <summary>What reads in it see one state of the database, whoever writes meanwhile.</summary>
    public T AtOnce<T>(Func<T> work)
    {
        Run("BEGIN");
        try
        {
            return work();
        }
        finally
        {
            Run("COMMIT");
        }
    }

    /// <summary>The texts of a query's only column, named <c>text</c>, as a set: in one row, since a hundred thousand of them take longer than the query.</summary>
    public IReadOnlySet<string> ReadTexts(string sql, params object?[] values) =>
        Scalar($"SELECT group_concat(text, char(10)) FROM ({sql})", values) is string all ? all.Split('\n').ToHashSet(StringComparer.Ordinal) : new HashSet<string>();

    /// <summary>The connection's reader over a statement that somebody typed; its mistakes are theirs.</summary>
    public T Query<T>(string sql, QueryParameters parameters, Func<SqliteDataReader, T> read)
    {
        reading?.Begin();
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in parameters.For(connection.Handle!, sql)) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
            using var reader = command.ExecuteReader();
            return read(reader);
        }
        catch (SqliteException error)
        {
            throw reading?.Refused is { } refused ? new UserError(refused, error) : SqliteErrors.OfQuery(error, this, sql);
        }
        finally
        {
            reading?.End();
        }
    }

    /// <summary>Inserts a row; with <paramref name="ignore"/>, not where its key is already there. Returns whether it was inserted.</summary>
    public bool Insert(string table, bool ignore, params ReadOnlySpan<(string Column, object? Value)> row)
    {
        var values = new object?[row.Length];
        for (var i = 0; i < row.Length; i++) values[i] = row[i].Value;
        if (!inserts.TryGetValue((table, ignore, row[0].Column, row.Length), out var sql))
        {
            var columns = new string[row.Length];
            for (var i = 0; i < row.Length; i++) columns[i] = row[i].Column;
            var conflict = ignore ? " ON CONFLICT DO NOTHING" : "";
            sql = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"?{i + 1}"))}){conflict}";
            inserts.Add((table, ignore, row[0].Column, row.Length), sql);
        }
        return Execute(sql, values) > 0;
    }

    /// <summary>Key of the row that was inserted last.</summary>
    public long LastInserted => raw.sqlite3_last_insert_rowid(connection.Handle);

    /// <summary>Whether this connection has added, changed or deleted a row.</summary>
    public bool HasChanged => raw.sqlite3_total_changes(connection.Handle) > 0;

    /// <summary>Does all of it or nothing.</summary>
    public T InTransaction<T>(Func<T> work)
    {
        using var open = Guard(() => connection.BeginTransaction());
        transaction = open;
        try
        {
            var result = work();
            Guard(open.Commit);
            return result;
        }
        finally
        {
            transaction = null;
        }
    }

    /// <summary>
    /// Leaves one file that can be read wherever it lies, also where nothing can be written: no <c>-wal</c>, no <c>-shm</c>, and no need of them.
    /// Where another program is reading, the end of the next run does it.
    /// </summary>
    public void Rest()
    {
        foreach (var step in new[] { "PRAGMA busy_timeout = 200; PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode = DELETE" })
            try
            {
                Run(step);
            }
            catch (UserError)
            {
                // The commits are safe in the -wal file: the next opening folds them in.
            }
    }

    /// <summary>Copies the whole database, as it is committed, into a new file, which is whole or not there.</summary>
    public void Backup(string path)
    {
        var temporary = path + ".tmp";
        File.Delete(temporary);
        CopyTo(temporary);
        DurableFile.Commit(temporary, path);
    }

    private void CopyTo(string path)
    {
        using var copy = new Database(path, path, SqliteOpenMode.ReadWriteCreate);
        Guard(() =>
        {
            copy.connection.Open();
            connection.BackupDatabase(copy.connection);
            copy.Run("PRAGMA journal_mode = DELETE");
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in commands.Values) command.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, object?[] values)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"?{i + 1}" });
            commands.Add(sql, command);
        }
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = Stored(values[i]);
        return command;
    }

    // SQLite has no NaN: it is stored as NULL, as the schema says.
    private static object Stored(object? value) => value switch
    {
        null or double.NaN => DBNull.Value,
        DateTimeOffset time => Times.Text(time),
        _ => value,
    };

    private void Guard(Action action) => Guard<object?>(() => { action(); return null; });

    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException error) when (SqliteErrors.ToUserError(error, Path) is { } mistake)
        {
            throw mistake;
        }
    }
}
