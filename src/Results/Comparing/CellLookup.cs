using Bench.Core;

namespace Bench.Results;

/// <summary>Finds a cell by the beginning of its identity.</summary>
internal static class CellLookup
{
    private const int Least = 4, MostNamed = 3, ShownDigits = 12;

    /// <summary>The cell's key.</summary>
    /// <exception cref="UserError">No cell begins so, several do, or that is too little to tell.</exception>
    public static long Find(Database database, string beginning)
    {
        var text = beginning.Trim().ToLowerInvariant();
        if (text.Length < Least) throw new UserError($"{Names.Quoted(beginning)} does not name a cell: give at least the first {Least} digits of its identity");
        if (database.Scalar("SELECT id FROM cell WHERE identity = ?1", text) is long whole) return whole;
        var found = database.Read("SELECT id, identity FROM cell WHERE substr(identity, 1, ?2) = ?1 ORDER BY identity", row => (Id: row.GetInt64(0), Identity: row.GetString(1)), text, text.Length);
        if (found is [var one]) return one.Id;
        if (found.Count == 0) throw new UserError($"no cell of {database.Path} has an identity that begins with {Names.Quoted(beginning)} (column identity of v_cells)");
        var some = found.Take(MostNamed).Select(f => $"{Short(f.Identity)} ({Describe(database, f.Id).Description})");
        throw new UserError($"{found.Count} cells of {database.Path} begin with {Names.Quoted(beginning)}: {string.Join(", ", some)}{(found.Count > MostNamed ? ", ..." : "")}; give more digits");
    }

    /// <summary>What a cell is, in words.</summary>
    public static ComparedCell Describe(Database database, long cell)
    {
        var sweeps = database.Read(
            """
            SELECT DISTINCT sc.sweep || CASE WHEN sc.strategy <> c.strategy THEN ' (as ' || sc.strategy || ')' ELSE '' END
            FROM sweep_cell sc JOIN cell c ON c.id = sc.cell WHERE sc.cell = ?1 ORDER BY 1
            """, row => row.GetString(0), cell);
        return database.Read(
            """
            SELECT c.identity, c.dataset, c.model, c.strategy, c.compression, c.seed, c.protocol, c.precision, r.finished
            FROM cell c LEFT JOIN result r ON r.cell = c.id WHERE c.id = ?1
            """,
            row => new ComparedCell(row.GetString(0),
                $"{row.GetString(1)} × {row.GetString(2)}, {row.GetString(3)} at {RecipeOptions.Number(row.GetDouble(4))}×, seed {row.GetInt64(5)}{Unless(row.GetString(6), "bench")}{Unless(row.GetString(7), "fp32")}",
                sweeps, ResultReader.TextOrNull(row, 8)), cell)[0];
    }

    /// <summary>Enough of an identity to read out.</summary>
    public static string Short(string identity) => identity.Length > ShownDigits ? identity[..ShownDigits] : identity;

    private static string Unless(string value, string standing) => value == standing ? "" : $", {value}";
}
