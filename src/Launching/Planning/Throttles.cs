namespace Bench.Launching;

/// <summary>
/// Bounds the tasks that run at once over all arrays, though a scheduler bounds those of one array only: arrays that may run together have throttles that add up
/// to no more, as each waits until those before it have ended that would be too many.
/// </summary>
internal static class Throttles
{
    private const int Nearest = 256; // arrays: a line of 2,000 characters for the scheduler
    private const int Few = 4; // a seed's pretrainings run beside its cells where they are no more than one part in so many

    /// <param name="arrays">In the order of submission, without throttles.</param>
    /// <param name="parallelism">Tasks at once.</param>
    public static IReadOnlyList<ArrayPlan> Set(IReadOnlyList<ArrayPlan> arrays, int parallelism)
    {
        if (arrays.Sum(a => a.Count) <= parallelism) return arrays;
        var throttled = arrays.ToArray();
        foreach (var seed in arrays.Chunked((a, b) => a.Seed == b.Seed))
        {
            var pretrainings = seed.Where(a => a.Level == 0).Sum(a => a.Count);
            foreach (var level in seed.Chunked((a, b) => a.Level == b.Level))
                Share(throttled, level, level[0].Level == 1 && pretrainings * Few <= parallelism ? parallelism - pretrainings : parallelism);
        }

        var first = new int[throttled.Length]; // the first array that may still run when this one does
        for (int number = 0, from = 0, sum = 0; number < throttled.Length; number++)
        {
            for (sum += throttled[number].Throttle; sum > parallelism; from++) sum -= throttled[from].Throttle;
            first[number] = from;
            if (from == 0) continue;
            var ended = Ended(throttled, first, from).Union(throttled[number].AfterArrays).Order().ToList();
            throttled[number] = throttled[number] with
            {
                AfterArrays = ended, AfterTasks = [.. throttled[number].AfterTasks.Where(t => !ended.Contains(t.Array))],
            };
        }
        return throttled;
    }

    // Those to wait for so that all below the bound have ended. That one has ended says of those before its own first that they have, but only where it was not taken
    // back: by the scheduler, as where a pretraining fails what needs it is over at once, whatever else it would have waited for; or by hand, as may happen to any,
    // so that the nearest are waited for each by itself.
    private static IEnumerable<int> Ended(ArrayPlan[] arrays, int[] first, int bound)
    {
        var known = 0; // all below have ended, by what the later ones say
        for (var number = bound - 1; number >= known; number--)
        {
            yield return number;
            if (bound - number >= Nearest && arrays[number].AfterSuccess.Count == 0) known = Math.Max(known, first[number]);
        }
    }

    // By how long they take, so that they end at about the same time.
    private static void Share(ArrayPlan[] arrays, IReadOnlyList<ArrayPlan> together, int room)
    {
        var all = together.Sum(a => a.Seconds);
        foreach (var array in together)
            arrays[array.Number] = array with { Throttle = Math.Clamp(all > 0 ? (int)(room * (array.Seconds / all)) : 1, 1, array.Count) };
        var left = room - together.Sum(a => arrays[a.Number].Throttle);
        foreach (var array in together.OrderByDescending(a => a.Seconds))
        {
            var more = Math.Clamp(left, 0, array.Count - arrays[array.Number].Throttle);
            arrays[array.Number] = arrays[array.Number] with { Throttle = arrays[array.Number].Throttle + more };
            left -= more;
        }
    }

    private static IEnumerable<IReadOnlyList<ArrayPlan>> Chunked(this IReadOnlyList<ArrayPlan> arrays, Func<ArrayPlan, ArrayPlan, bool> together)
    {
        for (int from = 0, to; from < arrays.Count; from = to)
        {
            for (to = from + 1; to < arrays.Count && together(arrays[from], arrays[to]); to++) { }
            yield return [.. arrays.Skip(from).Take(to - from)];
        }
    }
}
