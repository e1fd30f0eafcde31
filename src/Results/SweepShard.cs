namespace Bench.Results;

/// <summary>A part of a sweep's cells: all that one of several machines is asked for.</summary>
/// <param name="Name">Such as <c>2/5</c>, the second of five parts.</param>
/// <param name="Identities">Its cells.</param>
public sealed record SweepShard(string Name, IReadOnlySet<string> Identities);

/// <summary>For which part of a sweep's cells a database was asked, so far.</summary>
/// <param name="Names">The names of the parts, separated by blanks; null where it was asked for all cells.</param>
/// <param name="Identities">The cells of the parts; nothing where it was asked for all.</param>
internal sealed record AskedShards(string? Names, IReadOnlySet<string> Identities)
{
    private static readonly AskedShards None = new("", new HashSet<string>());

    /// <summary>As it is stored; nothing where the sweep is not there with these members.</summary>
    public static AskedShards Of(Database database, string sweep, string membership) =>
        database.Scalar("SELECT coalesce(shards, '*') FROM sweep WHERE name = ?1 AND membership = ?2", sweep, membership) switch
        {
            "*" => new(null, new HashSet<string>()),
            string names => new(names, database.ReadTexts("SELECT c.identity AS text FROM sweep_cell sc JOIN cell c ON c.id = sc.cell WHERE sc.sweep = ?1 AND NOT sc.elsewhere", sweep)),
            _ => None,
        };

    /// <summary>Asked for one more part, or for all; several parts that are all the cells together are all of it.</summary>
    public AskedShards With(SweepShard? shard, IReadOnlyList<string> all)
    {
        if (shard is null || Names is null) return new(null, new HashSet<string>());
        var identities = Identities.Concat(shard.Identities).ToHashSet(StringComparer.Ordinal);
        return all.All(identities.Contains) ? new(null, identities) : new(Joined(Names, shard.Name), identities);
    }

    /// <summary>Names of both, each once and in order.</summary>
    public static string Joined(string one, string other) => string.Join(' ', $"{one} {other}".Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal));

    /// <summary>Whether it was asked for a cell.</summary>
    public bool Has(string identity) => Names is null || Identities.Contains(identity);
}
