using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bench.Sweeps.Costs;

namespace Bench.Sweeps;

/// <summary>A state that cells have in common: after a step of their lists, or (step −1) at a point of the pretraining to which they go back.</summary>
public sealed record SharedState(int Step, string Hash)
{
    /// <summary>Whether it is the weights at a point of the pretraining.</summary>
    [JsonIgnore]
    public bool IsPoint => Step < 0;
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

    /// <summary>Of the cells that are left to run.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="pointsOnly">Whether each cell computes all of its own, so that only the points of pretrainings to which cells go back are kept.</param>
    public static SharedWork Of(IEnumerable<PlannedCell> cells, bool pointsOnly = false)
    {
        var shared = new SharedWork();
        var lists = cells.Where(c => c.Spec.Facts is not null).Select(c => (Cell: c, Steps: Method.StepsOf(c.Spec, c.Spec.Facts!))).ToList();
        var hashes = lists.Select(l => HashesOf(l.Cell.Spec, l.Steps)).ToList();
        var followers = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal); // what comes after a prefix; itself where the list ends
        foreach (var list in hashes)
            for (var i = 0; i < list.Count; i++)
            {
                if (!followers.TryGetValue(list[i], out var next)) followers[list[i]] = next = [];
                next.Add(i + 1 < list.Count ? list[i + 1] : list[i]);
            }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var ((cell, steps), list) in lists.Zip(hashes))
        {
            SharedState[] own =
            [
                .. PointsOf(cell, steps).Distinct().Select(p => new SharedState(-1, p)), // also that of one cell: so it goes with it
                .. pointsOnly ? [] : LastTrainings(steps, i => followers[list[i]].Count > 1).Distinct().Select(i => new SharedState(i, list[i])),
            ];
            if (own.Length > 0) shared.states[cell.Identity] = own;
            foreach (var state in own)
            {
                shared.needed[state.Hash] = shared.needed.GetValueOrDefault(state.Hash) + 1;
                shared.kept.TryAdd(state.Hash, new(state, cell.Spec.Dataset.Name, cell.Spec.Model));
            }
            shared.Count(cell.Spec, steps, list, seen);
        }
        return shared;
    }

    /// <summary>Training samples of all cells whose lists are not the simple one, and those of them that need not be computed again.</summary>
    public long Samples { get; private set; }

    /// <inheritdoc cref="Samples"/>
    public long SavedSamples { get; private set; }

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
    public static IReadOnlyList<string> HashesOf(CellSpec cell, IReadOnlyList<Step> steps)
    {
        var versions = string.Join(',', cell.Versions.Select(v => $"{v.Key} {v.Value}"));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\n', CellIdentity.CanonicalPretrainingJson(cell), cell.Protocol, cell.Precision, FormattableString.Invariant($"{cell.Seed}"), versions)));
        var hashes = new List<string>(steps.Count);
        foreach (var step in steps)
        {
            hash = SHA256.HashData([.. hash, .. JsonSerializer.SerializeToUtf8Bytes(step, SweepJson.Default.Step)]);
            hashes.Add(Convert.ToHexStringLower(hash.AsSpan(0, 16)));
        }
        return hashes;
    }

    // Of each step where ways part the last one before, or itself, that trains: what comes between is done again quickly.
    private static IEnumerable<int> LastTrainings(IReadOnlyList<Step> steps, Func<int, bool> parts)
    {
        var last = -1;
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i] is TrainStep) last = i;
            if (last >= 0 && parts(i)) yield return last;
        }
    }

    private static IEnumerable<string> PointsOf(PlannedCell cell, IReadOnlyList<Step> steps) => steps.OfType<RewindStep>()
        .Where(s => s.What == RewindStep.Weights && s.To is not (StartPoint.Initialization or RewindStep.Redrawn))
        .Select(s => PointName(cell.PretrainingIdentity, StartPoint.StepOf(s.To, 1)!.Value));

    // Every step of training once for each different prefix, save what follows on one that is not kept: nothing but the last steps of a list, which are its own.
    private void Count(CellSpec cell, IReadOnlyList<Step> steps, IReadOnlyList<string> hashes, HashSet<string> seen)
    {
        var (run, at) = (0, 0);
        foreach (var (index, step) in steps.Index())
            if (step is TrainStep train)
            {
                var samples = Workload.SamplesBetween(train.Run, train.Run.Number == run ? at : train.Run.From, train.To, cell.Facts!.TrainSamples);
                Samples += samples;
                if (!seen.Add(hashes[index])) SavedSamples += samples;
                (run, at) = (train.Run.Number, train.To);
            }
    }
}
