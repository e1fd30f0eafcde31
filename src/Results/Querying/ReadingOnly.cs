using SQLitePCL;

namespace Bench.Results;

/// <summary>
/// What a statement that somebody typed may do on a connection that reads: nothing else is even prepared. A read-only file alone does not forbid temporary tables, settings of
/// the connection, or files written beside it.
/// </summary>
internal sealed class ReadingOnly
{
    // sqlite.org/c3ref/c_alter_table.html
    private const int Pragma = 19, Read = 20, Select = 21, Attach = 24, Detach = 25, Function = 31, Recursive = 33, Ok = 0, Deny = 1;

    // Those that tell and change nothing; the first with an argument, which says of what.
    private static readonly HashSet<string> OfSomething =
        ["table_info", "table_xinfo", "index_list", "index_info", "index_xinfo", "foreign_key_list", "foreign_key_check", "integrity_check", "quick_check", "table_list"];
    private static readonly HashSet<string> Telling =
    [
        "user_version", "application_id", "schema_version", "data_version", "page_count", "page_size", "freelist_count", "encoding", "journal_mode", "foreign_keys",
        "compile_options", "database_list", "function_list", "collation_list", "module_list", "pragma_list",
    ];
    private static readonly HashSet<string> Forbidden = ["load_extension", "fts3_tokenizer", "writefile", "readfile", "edit", "zeroblob_file"];

    private bool watching;

    public ReadingOnly(sqlite3 connection) => raw.sqlite3_set_authorizer(connection, Decide, null);

    /// <summary>What was refused since <see cref="Begin"/>, as a line; null where nothing was.</summary>
    public string? Refused { get; private set; }

    /// <summary>From now on statements are somebody's.</summary>
    public void Begin() => (watching, Refused) = (true, null);

    /// <summary>From now on they are the program's own again.</summary>
    public void End() => watching = false;

    private int Decide(object data, int action, string first, string second, string database, string within)
    {
        if (!watching) return Ok;
        var line = action switch
        {
            Read or Select or Recursive => null,
            Function => Forbidden.Contains(second.ToLowerInvariant()) ? $"the function {second} is not allowed: only queries that read the database are" : null,
            Pragma => MayTell(first.ToLowerInvariant(), second) ? null : $"PRAGMA {first} would change how the database is kept or read: only queries that read are allowed",
            Attach or Detach => "the query would open or write another file: ATTACH and VACUUM are not allowed",
            3 or 4 or 5 or 6 => "the query would make a temporary table, view or index: only queries that read are allowed (WITH gives a part of a query a name)",
            _ => "the query would change the database: only queries that read are allowed",
        };
        if (line is null) return Ok;
        Refused = line;
        return Deny;
    }

    private static bool MayTell(string name, string? argument) => OfSomething.Contains(name) || (Telling.Contains(name) && argument is null);
}
