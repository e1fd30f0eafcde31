using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bench.Sweeps.Costs;

namespace Bench.Sweeps;

/// <summary>What a cell's list of steps has in common with those of others.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="States">States on its way that are kept, in the order of its steps, points first.</param>
/// <param name="Samples">Training samples of its steps.</param>
/// <param name="Saved">Those of them that cells before it, of the plan, come by too.</param>
internal sealed record Beginning(PlannedCell Cell, IReadOnlyList<SharedState> States, long Samples, long Saved);

/// <summary>Finds equal beginnings: 100,000 cells have millions of steps, so lists are made once for all seeds, and those of one start are compared among themselves.</summary>
internal static class Beginnings
{
    private static readonly SortedDictionary<string, int> NoVersions = new(StringComparer.Ordinal);

    /// <summary>Of all cells whose lists are not the simple one, in their order.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="pointsOnly">Whether points of pretrainings are the only states that are kept.</param>
    public static IReadOnlyList<Beginning> Of(IEnumerable<PlannedCell> cells, bool pointsOnly)
    {
        var lists = new Dictionary<CellSpec, StepList>();
        StepList ListOf(CellSpec cell)
        {
            var kind = cell with { Seed = 0, Versions = NoVersions };
            return lists.TryGetValue(kind, out var known) ? known : lists[kind] = StepList.Of(kind);
        }
        var ways = cells.Where(c => c.Spec.Facts is not null).Select((cell, place) => (Place: place, Cell: cell, List: ListOf(cell.Spec))).ToList();
        var found = new Beginning[ways.Count];
        Parallel.ForEach(ways.GroupBy(w => (w.Cell.PretrainingIdentity, Root: RootText(w.Cell.Spec))), root =>
        {
            var group = root.ToList();
            foreach (var (place, beginning) in OfRoot([.. group.Select(w => (w.Cell, w.List))], pointsOnly).Index()) found[group[place].Place] = beginning;
        });
        return found;
    }

    /// <summary>The hash of each prefix of a list.</summary>
    public static IReadOnlyList<string> HashesOf(CellSpec cell, IReadOnlyList<Step> steps) =>
        [.. PrefixesOf(RootOf(cell), [.. steps.Select(StepList.TextOf)]).Select(Name)];

    private static IEnumerable<Beginning> OfRoot(IReadOnlyList<(PlannedCell Cell, StepList List)> ways, bool pointsOnly)
    {
        var start = RootOf(ways[0].Cell.Spec);
        var followers = new Dictionary<UInt128, (UInt128 First, bool Parts)>(); // what comes after a prefix, itself where the list ends; and whether something else does too
        var known = new List<(UInt128[] Prefixes, long Samples, long Saved)>();
        foreach (var (_, list) in ways)
        {
            var prefixes = PrefixesOf(start, list.Texts);
            long samples = 0, saved = 0;
            for (var i = 0; i < prefixes.Length; i++)
            {
                var next = prefixes[Math.Min(i + 1, prefixes.Length - 1)];
                ref var follower = ref CollectionsMarshal.GetValueRefOrAddDefault(followers, prefixes[i], out var isKnown);
                follower = isKnown ? (follower.First, follower.Parts || follower.First != next) : (next, false);
                samples += list.Samples[i];
                if (isKnown) saved += list.Samples[i];
            }
            known.Add((prefixes, samples, saved));
        }
        return ways.Zip(known, (way, its) => new Beginning(
            way.Cell,
            [
                .. way.List.Points.Select(step => new SharedState(-1, SharedWork.PointName(way.Cell.PretrainingIdentity, step))), // also that of one cell: so it goes with it
                .. pointsOnly ? [] : way.List.LastTrainings(i => followers[its.Prefixes[i]].Parts).Distinct().Select(i => new SharedState(i, Name(its.Prefixes[i]))),
            ], its.Samples, its.Saved));
    }

    private static string Name(UInt128 prefix) => prefix.ToString("x32", null);

    private static byte[] RootOf(CellSpec cell) => SHA256.HashData(Encoding.UTF8.GetBytes($"{CellIdentity.CanonicalPretrainingJson(cell)}\n{RootText(cell)}"));

    private static string RootText(CellSpec cell) =>
        string.Join('\n', cell.Protocol, cell.Precision, FormattableString.Invariant($"{cell.Seed}"), string.Join(',', cell.Versions.Select(v => $"{v.Key} {v.Value}")));

    // The first half of a hash that goes on whole.
    private static UInt128[] PrefixesOf(byte[] start, byte[][] texts)
    {
        var prefixes = new UInt128[texts.Length];
        var hashed = new byte[start.Length + texts.Select(t => t.Length).DefaultIfEmpty().Max()];
        start.CopyTo(hashed, 0);
        for (var i = 0; i < prefixes.Length; i++)
        {
            texts[i].CopyTo(hashed, start.Length);
            SHA256.HashData(hashed.AsSpan(0, start.Length + texts[i].Length), hashed);
            prefixes[i] = BinaryPrimitives.ReadUInt128BigEndian(hashed);
        }
        return prefixes;
    }

    /// <summary>A list of steps, whatever the seed, with what is asked of it again and again.</summary>
    private sealed record StepList(IReadOnlyList<Step> Steps, byte[][] Texts, long[] Samples, IReadOnlyList<int> Points)
    {
        public static StepList Of(CellSpec cell)
        {
            var steps = Method.StepsOf(cell, cell.Facts!);
            return new(steps, [.. steps.Select(TextOf)], SamplesOf(steps, cell.Facts!.TrainSamples), [.. PointsOf(steps).Distinct()]);
        }

        public static byte[] TextOf(Step step) => JsonSerializer.SerializeToUtf8Bytes(step, SweepJson.Default.Step);

        // Of each step where ways part the last one before, or itself, that trains or scans: what comes between is done again quickly.
        public IEnumerable<int> LastTrainings(Func<int, bool> parts)
        {
            var last = -1;
            for (var i = 0; i < Steps.Count; i++)
            {
                if (Steps[i] is TrainStep or ScanStep) last = i;
                if (last >= 0 && parts(i)) yield return last;
            }
        }

        private static IEnumerable<int> PointsOf(IReadOnlyList<Step> steps) => steps.OfType<RewindStep>()
            .Where(s => s.What == RewindStep.Weights && s.To is not (StartPoint.Initialization or RewindStep.Redrawn)).Select(s => StartPoint.StepOf(s.To, 1)!.Value);

        private static long[] SamplesOf(IReadOnlyList<Step> steps, int trainSamples)
        {
            var samples = new long[steps.Count];
            var (run, at) = (0, 0);
            foreach (var (index, step) in steps.Index())
                if (step is TrainStep train)
                {
                    samples[index] = Workload.SamplesBetween(train.Run, train.Run.Number == run ? at : train.Run.From, train.To, trainSamples);
                    (run, at) = (train.Run.Number, train.To);
                }
            return samples;
        }
    }
}
