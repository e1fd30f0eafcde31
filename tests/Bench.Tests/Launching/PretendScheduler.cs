using Bench.Core;
using Bench.Launching;

namespace Bench.Tests.Launching;

/// <summary>Runs arrays as Slurm does: the tasks of one in their order, at most as many at once as its throttle says, once what it waits for has ended; what needs a task that fails is taken back, and so is from the beginning what somebody cancels.</summary>
internal sealed class PretendScheduler(ClusterPlan plan)
{
    private readonly bool[] started = new bool[plan.Tasks.Count];
    private readonly bool[] ended = new bool[plan.Tasks.Count], failed = new bool[plan.Tasks.Count];

    /// <summary>The most tasks that ran at once.</summary>
    public int Most { get; private set; }

    /// <summary>In the order in which they were started.</summary>
    public List<int> Order { get; } = [];

    /// <summary>When the last one ended.</summary>
    public double End { get; private set; }

    public static PretendScheduler Run(ClusterPlan plan, SeededStream? noise = null, Predicate<TaskLine>? fails = null, Predicate<ArrayPlan>? cancelled = null)
    {
        var scheduler = new PretendScheduler(plan);
        scheduler.Run(cancelled ?? (_ => false), noise, fails ?? (_ => false));
        return scheduler;
    }

    private void Run(Predicate<ArrayPlan> cancelled, SeededStream? noise, Predicate<TaskLine> fails)
    {
        var running = new PriorityQueue<int, double>();
        var runningOf = new int[plan.Arrays.Count];
        var next = new int[plan.Arrays.Count];
        var arrayOf = plan.Arrays.SelectMany(a => Enumerable.Repeat(a.Number, a.Count)).ToList();
        while (true)
        {
            foreach (var array in plan.Arrays.Where(a => next[a.Number] == 0 && (cancelled(a) || a.AfterSuccess.Any(p => failed[TaskOf(p)]))))
            {
                next[array.Number] = array.Count;
                Array.Fill(ended, true, array.First, array.Count);
                Array.Fill(failed, true, array.First, array.Count);
            }
            foreach (var array in plan.Arrays.Where(a => next[a.Number] < a.Count && IsFree(a)))
                while (next[array.Number] < array.Count && runningOf[array.Number] < array.Throttle)
                {
                    var task = array.First + next[array.Number]++;
                    started[task] = true;
                    runningOf[array.Number]++;
                    Order.Add(task);
                    running.Enqueue(task, End + plan.Tasks[task].Seconds * (0.5 + (noise?.NextDouble() ?? 0.5)));
                }
            Most = Math.Max(Most, running.Count);
            if (!running.TryDequeue(out var done, out var end)) return;
            End = end;
            (ended[done], failed[done]) = (true, fails(plan.Tasks[done]));
            runningOf[arrayOf[done]]--;
        }
    }

    private int TaskOf(TaskPlace place) => plan.Arrays[place.Array].First + place.Index;

    private bool IsFree(ArrayPlan array) => array.AfterSuccess.Concat(array.AfterTasks).All(p => ended[TaskOf(p)])
        && array.AfterArrays.All(other => Enumerable.Range(plan.Arrays[other].First, plan.Arrays[other].Count).All(t => ended[t]));
}
