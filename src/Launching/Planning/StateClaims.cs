using Bench.Sweeps;

namespace Bench.Launching;

/// <summary>
/// Which cell makes each state that cells have in common, and which cells wait for it: of those of one pretraining the one with the longest way claims all states
/// on it, then the next longest those that are left on its own.
/// </summary>
internal sealed class StateClaims
{
    private readonly Dictionary<string, string> makers = new(StringComparer.Ordinal); // of the state from which a cell begins, by the cell
    private readonly HashSet<string> waitedFor = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> levels = new(StringComparer.Ordinal);

    public static StateClaims Of(ClusterWork work)
    {
        var claims = new StateClaims();
        var owners = new Dictionary<string, string>(StringComparer.Ordinal); // a state's hash, and the cell that makes it
        var ways = work.Cells.Select(c => (c.Identity, States: work.Shared.Of(c.Identity).Where(s => !s.IsPoint && !work.IsThere(s)).ToList())).Where(w => w.States.Count > 0);
        foreach (var (cell, states) in ways.OrderByDescending(w => w.States.Count)) // stable: the plan's order among equals
        {
            if (states.FindLast(s => owners.ContainsKey(s.Hash)) is { } last)
            {
                claims.makers[cell] = owners[last.Hash]; // which itself waits for those of the states before
                claims.waitedFor.Add(owners[last.Hash]);
                claims.levels[cell] = claims.LevelOf(owners[last.Hash]) + 1;
            }
            foreach (var state in states) owners.TryAdd(state.Hash, cell);
        }
        return claims;
    }

    /// <summary>The cell that makes the state from which this one begins; null where it begins from nothing that is yet to be made.</summary>
    public string? MakerOf(string cell) => makers.GetValueOrDefault(cell);

    /// <summary>Whether other cells wait for this one.</summary>
    public bool IsMaker(string cell) => waitedFor.Contains(cell);

    /// <summary>1 for a cell that waits for no other cell.</summary>
    public int LevelOf(string cell) => levels.GetValueOrDefault(cell, 1);
}
