using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Methods;
using Bench.Harness.Running;
using Bench.Launching;
using Bench.Results;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Cli.Launchers;

/// <summary>Cells as the plans of a sweep's folder have them: they are planned anew from there, without the sweep's file.</summary>
internal static class PlannedCells
{
    /// <summary>The jobs with these identities, each once, as the last plan has it that has it.</summary>
    public static IEnumerable<TaskJob> JobsOf(SweepStanding standing, IReadOnlySet<string> identities)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var tasks = standing.Tasks.Where(t => t.Outline.Kind == TaskKind.Cells && t.Outline.Jobs.Any(j => identities.Contains(j.Identity))).ToLookup(t => t.Plan);
        foreach (var (plan, _) in standing.Plans.Reverse())
            foreach (var task in tasks[plan.Files.Name])
                foreach (var job in plan.Read(task.Outline.Task).Jobs)
                    if (identities.Contains(job.Identity) && seen.Add(job.Identity)) yield return job;
    }

    /// <summary>The jobs of a task.</summary>
    public static IReadOnlyList<TaskJob> JobsOf(SweepStanding standing, TaskStanding task) => standing.Plans.First(p => p.Plan.Files.Name == task.Plan).Plan.Read(task.Outline.Task).Jobs;

    /// <summary>Makes jobs into cells that this program can plan.</summary>
    /// <exception cref="UserError">This program would compute something else.</exception>
    public static IReadOnlyList<PlannedCell> Of(IEnumerable<TaskJob> jobs, PlanFacts facts, PlanRecord plan)
    {
        var vocabulary = Catalogues.Vocabulary();
        var starts = new Dictionary<string, bool>(StringComparer.Ordinal);
        bool IsSame(TaskJob job, CellSpec spec)
        {
            var now = vocabulary.VersionsOf(spec);
            return spec.Versions.Keys.Union(now.Keys).All(part => spec.Versions.GetValueOrDefault(part, 1) == now.GetValueOrDefault(part, 1)) && CellIdentity.Of(spec) == job.Identity
                && (starts.TryGetValue(job.PretrainingIdentity, out var same) ? same : starts[job.PretrainingIdentity] = CellIdentity.PretrainingOf(spec) == job.PretrainingIdentity);
        }
        return
        [
            .. jobs.Select(job =>
            {
                if (!IsSame(job, job.Cell))
                    throw new UserError($"sweep {plan.Sweep} was planned by {plan.Product}, and this version ({HostEnvironment.Product}) computes some of its cells otherwise: "
                        + "resume it with the program in its folder, or run its file anew with this one");
                var spec = Method.IsSimple(job.Cell) ? job.Cell : job.Cell with { Facts = facts.FactsOf(job.Cell) };
                return new PlannedCell(spec, job.Identity, job.PretrainingIdentity);
            }),
        ];
    }

    /// <summary>What their jobs cost, as far as the database knows.</summary>
    public static CostModel CostsOf(IReadOnlyList<PlannedCell> cells, PlanFacts facts, ResultReader? database)
    {
        var pairs = cells.Select(c => c.Spec).DistinctBy(c => (c.Dataset.Name, c.Model)).ToDictionary(c => (c.Dataset.Name, c.Model), c => facts.Describe(c));
        return KnownCosts.Of(pairs, database, pairs.Keys);
    }

    /// <summary>Where the data of a plan are looked for.</summary>
    public static PlanFacts FactsOf(PlanRecord plan) => new(new SearchPath(plan.Settings.DataFolders), _ => true);
}
