using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bench.Results;

/// <summary>A cell of a sweep, with the sweep's labels and its position or why it is skipped: all that a registration depends on.</summary>
public readonly record struct SweepMember(string Identity, string Strategy, string? Recipe, string? PretrainingRecipe, string Place)
{
    public static SweepMember Of(CellDescription cell, int position) => Of(cell, position.ToString(CultureInfo.InvariantCulture));

    public static SweepMember Of(CellDescription cell, string skipReason) => new(cell.Identity, cell.Strategy, cell.Recipe, cell.PretrainingRecipe, skipReason);
}

/// <summary>Tells one list of members from another.</summary>
internal static class Membership
{
    public static string FingerprintOf(IEnumerable<SweepMember> members)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var member in members)
            hash.AppendData(Encoding.UTF8.GetBytes($"{member.Identity}\t{member.Strategy}\t{member.Recipe}\t{member.PretrainingRecipe}\t{member.Place}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Whether the cells of a sweep are all there, by their number and positions.</summary>
    public static bool IsWhole(Database database, string sweep) => database.Scalar(
        "SELECT count(*) = coalesce(max(sc.position) + 1, 0) AND count(*) = count(c.id) FROM sweep_cell sc LEFT JOIN cell c ON c.id = sc.cell WHERE sc.sweep = ?1", sweep) is 1L;

    /// <summary>The members of a sweep as they are registered.</summary>
    public static IEnumerable<SweepMember> Read(Database database, string sweep) => database.Read(
        """
        SELECT c.identity, sc.strategy, sc.recipe, sc.pretraining_recipe, coalesce(sc.skip_reason, CAST(sc.position AS TEXT))
        FROM sweep_cell sc JOIN cell c ON c.id = sc.cell WHERE sc.sweep = ?1 ORDER BY sc.position
        """,
        row => new SweepMember(row.GetString(0), row.GetString(1), ResultReader.TextOrNull(row, 2), ResultReader.TextOrNull(row, 3), row.GetString(4)), sweep);
}
