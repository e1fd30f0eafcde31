using System.Globalization;
using System.Text.Json.Serialization;

namespace Bench.Sweeps;

/// <summary>A state that cells have in common: after a step of their lists, or (step −1) at a point of the pretraining to which they go back.</summary>
public sealed record SharedState(int Step, string Hash)
{
    /// <summary>Whether it is the weights at a point of the pretraining.</summary>
    [JsonIgnore]
    public bool IsPoint => Step < 0;

    /// <summary>The step of the pretraining after which a point is.</summary>
    [JsonIgnore]
    public int PointStep => int.Parse(Hash.AsSpan(Hash.LastIndexOf('-') + 1), CultureInfo.InvariantCulture);
}

/// <summary>A state that is kept, and of which network.</summary>
public sealed record KeptState(SharedState State, string Dataset, string Model);

/// <summary>
/// Which beginnings cells have in common. The state after a prefix of steps is named by a hash of that prefix, data, model, seed and start included; it is
/// kept where the ways of cells part, so that each is computed once.
/// </summary>
public sealed class SharedWork
{
    private readonly Dictionary<string, IReadOnlyList<SharedState>> states = [];
    private readonly Dictionary<string, int> needed = [];
    private readonly Dictionary<string, KeptState> kept = [];
    private readonly Dictionary<string, long> saved = [];

    /// <summary>Of the cells that are left to run.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="pointsOnly">Whether each cell computes all of its own, so that only the points of pretrainings to which cells go back are kept.</param>
    public static SharedWork Of(IEnumerable<PlannedCell> cells, bool pointsOnly = false)
    {
        var shared = new SharedWork();
        foreach (var (cell, own, samples, before) in Beginnings.Of(cells, pointsOnly))
        {
            if (own.Count > 0) shared.states[cell.Identity] = own;
            foreach (var state in own)
            {
                shared.needed[state.Hash] = shared.needed.GetValueOrDefault(state.Hash) + 1;
                shared.kept.TryAdd(state.Hash, new(state, cell.Spec.Dataset.Name, cell.Spec.Model));
            }
            shared.Samples += samples; // every step of training once for each different prefix, save what follows on one that is not kept: the last steps of a list, its own
            shared.SavedSamples += before;
            if (before > 0) shared.saved[cell.Identity] = before;
        }
        return shared;
    }

    /// <summary>As somebody has found them before; what it costs is not told.</summary>
    /// <param name="of">The states of cells by their identities, and the points of pretrainings by theirs.</param>
    public static SharedWork Known(IEnumerable<KeyValuePair<string, IReadOnlyList<SharedState>>> of)
    {
        var shared = new SharedWork();
        foreach (var (identity, own) in of)
            if (own.Count > 0)
            {
                shared.states[identity] = own;
                foreach (var state in own) shared.needed[state.Hash] = shared.needed.GetValueOrDefault(state.Hash) + 1;
            }
        return shared;
    }

    /// <summary>Training samples of all cells whose lists are not the simple one, and those of them that need not be computed again.</summary>
    public long Samples { get; private set; }

    /// <inheritdoc cref="Samples"/>
    public long SavedSamples { get; private set; }

    /// <summary>Those of a cell that another, which comes before it, trains on too.</summary>
    public long SavedOf(string identity) => saved.GetValueOrDefault(identity);

    /// <summary>The states that are kept at some time, of whatever cell is left.</summary>
    public IReadOnlyCollection<KeptState> Kept => kept.Values;

    /// <summary>All hashes that a cell still needs.</summary>
    public IReadOnlyCollection<string> Needed => needed.Keys;

    /// <summary>Those of a cell, in the order of its steps.</summary>
    public IReadOnlyList<SharedState> Of(string identity) => states.GetValueOrDefault(identity) ?? [];

    /// <summary>A cell is finished or given up: the states that no other needs any more.</summary>
    public IReadOnlyList<SharedState> Done(string identity)
    {
        var free = new List<SharedState>();
        foreach (var state in Of(identity))
            if (--needed[state.Hash] == 0)
            {
                needed.Remove(state.Hash);
                kept.Remove(state.Hash);
                free.Add(state);
            }
        states.Remove(identity);
        return free;
    }

    /// <summary>The name of a point of a pretraining.</summary>
    public static string PointName(string pretraining, int step) => FormattableString.Invariant($"{pretraining}-{step}");

    /// <summary>The hash of each prefix of a list.</summary>
    public static IReadOnlyList<string> HashesOf(CellSpec cell, IReadOnlyList<Step> steps) => Beginnings.HashesOf(cell, steps);
}
