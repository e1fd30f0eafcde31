using Bench.Sweeps.Costs;

namespace Bench.Sweeps;

/// <summary>
/// Divides the cells of a plan into parts of about the same work, by multiply-adds and samples alone. Cells lie on a line, those of one pretraining side by side and
/// among them those that begin from one state; the line is cut where the longest part is shortest, what is computed on both sides of a cut counted twice. So
/// no more pretrainings are made twice than there are cuts, and where a cut between two of them is nearly as good, it is there.
/// </summary>
public static class Shards
{
    // Of the longest part, for which cuts may be better placed.
    private const int SlackShare = 32, NearShare = 10;
    private const double UnitsOfGuess = 1e9;

    /// <summary>The parts, each in the plan's order; some have no cell where there are fewer cells than parts.</summary>
    public static IReadOnlyList<IReadOnlyList<PlannedCell>> Of(SweepPlan plan, int count)
    {
        if (plan.Cells.Count == 0) return [.. Enumerable.Range(0, count).Select(_ => Array.Empty<PlannedCell>())];
        var line = LineOf(plan, count);
        var places = plan.Cells.Index().ToDictionary(c => c.Item.Identity, c => c.Index, StringComparer.Ordinal);
        var parts = new List<IReadOnlyList<PlannedCell>>(count);
        foreach (var (from, to) in line.Cut(count)) parts.Add([.. line.Cells(from, to).OrderBy(c => places[c.Identity])]);
        return parts;
    }

    private static Line LineOf(SweepPlan plan, int count)
    {
        var (costs, shared) = (new CostModel(plan.Pairs), SharedWork.Of(plan.Cells));
        var starts = new OrderedDictionary<string, (long Cost, OrderedDictionary<string, Unit> Units)>(StringComparer.Ordinal);
        long all = 0;
        foreach (var cell in plan.Cells)
        {
            if (!starts.TryGetValue(cell.PretrainingIdentity, out var start))
            {
                starts.Add(cell.PretrainingIdentity, start = (Whole(costs.Guess(CostClass.Of(cell.Spec, pretraining: true))), new(StringComparer.Ordinal)));
                all += start.Cost;
            }
            // Each state that a cell begins from holds the first one of its chain.
            var chain = shared.Of(cell.Identity).FirstOrDefault(s => !s.IsPoint)?.Hash ?? cell.Identity;
            if (!start.Units.TryGetValue(chain, out var unit)) start.Units.Add(chain, unit = new Unit(start.Cost));
            var kind = CostClass.Of(cell.Spec, pretraining: false);
            var saved = kind.Work is { Trained: > 0 and var trained } ? (double)shared.SavedOf(cell.Identity) / trained : 0;
            all += unit.Add(cell, Whole(costs.Guess(kind) * (1 - saved)));
        }
        // A chain that is longer than a part would leave parts without work.
        return new([.. starts.Values.SelectMany(start => start.Units.Values.SelectMany(unit => unit.Cost > all / count ? unit.Apart() : [unit]).Select((unit, i) => (unit, i == 0)))]);
    }

    private static long Whole(double guess) => Math.Max(1, (long)(guess * UnitsOfGuess));

    /// <summary>Cells that stay together, and what the pretraining costs that they start from.</summary>
    private sealed class Unit(long start)
    {
        private readonly List<(PlannedCell Cell, long Cost)> cells = [];

        public long Start => start;
        public long Cost { get; private set; }
        public IEnumerable<PlannedCell> Cells => cells.Select(c => c.Cell);

        public long Add(PlannedCell cell, long cost)
        {
            cells.Add((cell, cost));
            Cost += cost;
            return cost;
        }

        public IEnumerable<Unit> Apart()
        {
            foreach (var (cell, cost) in cells)
            {
                var alone = new Unit(start);
                alone.Add(cell, cost);
                yield return alone;
            }
        }
    }

    /// <summary>Units side by side.</summary>
    private sealed class Line
    {
        private readonly (Unit Unit, bool IsFirst)[] units; // the first of its pretraining or not
        private readonly long[] before; // what lies before a place, each pretraining with its first unit

        public Line((Unit Unit, bool IsFirst)[] units)
        {
            this.units = units;
            before = new long[units.Length + 1];
            for (var i = 0; i < units.Length; i++) before[i + 1] = before[i] + units[i].Unit.Cost + (units[i].IsFirst ? units[i].Unit.Start : 0);
        }

        public IEnumerable<PlannedCell> Cells(int from, int to) => units[from..to].SelectMany(u => u.Unit.Cells);

        /// <summary>Where the parts begin and end.</summary>
        public IEnumerable<(int From, int To)> Cut(int count)
        {
            var longest = Longest(count);
            longest += longest / SlackShare;
            var needed = new int[units.Length + 1]; // parts at least, from a place on
            for (var i = units.Length - 1; i >= 0; i--) needed[i] = 1 + needed[EndOf(i, longest)];
            var from = 0;
            for (var left = count; left > 0; left--)
            {
                var to = left == 1 || from == units.Length ? units.Length : Next(from, left, longest, needed);
                yield return (from, to);
                from = to;
            }
        }

        // Near the mean of what is left, so that the others have room, and at least a unit each.
        private int Next(int from, int left, long longest, int[] needed)
        {
            var least = First(from + 1, units.Length, to => needed[to] <= left - 1);
            var most = Math.Max(least, Math.Min(EndOf(from, longest), units.Length - (left - 1)));
            var mean = Load(from, units.Length) / left;
            var at = Math.Clamp(First(from + 1, units.Length, to => Load(from, to) >= mean), least, most);
            if (at - 1 >= least && mean - Load(from, at - 1) <= Load(from, at) - mean) at--;
            long Off(int place) => Math.Abs(Load(from, place) - mean);
            int? Boundary(int step)
            {
                for (var place = at; place >= least && place <= most && Off(place) <= mean / NearShare; place += step)
                    if (place == units.Length || units[place].IsFirst) return place;
                return null;
            }
            return new[] { Boundary(-1), Boundary(1) }.MinBy(place => place is { } near ? Off(near) : long.MaxValue) ?? at;
        }

        // The shortest that the longest part can be.
        private long Longest(int count)
        {
            var (least, most) = (Enumerable.Range(0, units.Length).Max(i => Load(i, i + 1)), Load(0, units.Length));
            while (least < most)
            {
                var middle = least + (most - least) / 2;
                var (parts, at) = (0, 0);
                for (; at < units.Length && parts < count; parts++) at = EndOf(at, middle);
                if (at == units.Length) most = middle;
                else least = middle + 1;
            }
            return least;
        }

        private int EndOf(int from, long longest) => First(from + 1, units.Length, to => Load(from, to + 1) > longest);

        private long Load(int from, int to) => to > units.Length ? long.MaxValue
            : before[to] - before[from] + (to > from && !units[from].IsFirst ? units[from].Unit.Start : 0);

        // Of a condition that holds from some place on; the last place where it holds nowhere.
        private static int First(int from, int last, Func<int, bool> holds)
        {
            while (from < last)
            {
                var middle = from + (last - from) / 2;
                if (holds(middle)) last = middle;
                else from = middle + 1;
            }
            return last;
        }
    }
}
