namespace Bench.Results;

/// <summary>Where a cluster carries out a task: what each of its attempts is stored with.</summary>
/// <param name="Node"><inheritdoc cref="AttemptRecord.Node" path="/summary/node()"/></param>
/// <param name="Job"><inheritdoc cref="AttemptRecord.Job" path="/summary/node()"/></param>
/// <param name="Requeues"><inheritdoc cref="AttemptRecord.Requeues" path="/summary/node()"/></param>
public sealed record TaskPlace(string? Node, string? Job, int? Requeues)
{
    /// <summary>An attempt that was made there.</summary>
    public AttemptRecord Mark(AttemptRecord attempt) => attempt with { Node = attempt.Node ?? Node, Job = attempt.Job ?? Job, Requeues = attempt.Requeues ?? Requeues };
}
