using Bench.Core;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Commands;

/// <summary>Refuses a sweep whose results or figures would get into another one's.</summary>
internal static class SweepChecks
{
    /// <exception cref="UserError">Another sweep, of the database or beside this one, has the same name of a file.</exception>
    public static void Refuse(Sweep sweep, ResultReader? database, string path)
    {
        if (SweepName.Twin(sweep) is { } twin)
            throw new UserError($"{sweep.Path} and {twin} would both be the sweep '{sweep.Name}': give one of them another name with 'name:'");
        if (database?.SweepNames().FirstOrDefault(name => SweepName.Collide(name, sweep.Name)) is { } other)
            throw new UserError($"sweep '{sweep.Name}' and sweep '{other}' of {path} would share their files where case does not count: choose another 'name:'");
    }

    /// <exception cref="UserError">Latencies are to be measured again of a sweep that measures none.</exception>
    public static void RefuseMeasuringAgain(Sweep sweep, bool asked)
    {
        if (asked && sweep.Experiments.All(e => e.Measured.Count == 0))
            throw new UserError($"--measure-again: sweep {sweep.Name} measures no latencies, which 'measure: [{Measurements.Latency}]' asks for");
    }

    /// <exception cref="UserError">The folder holds the figures of a sweep whose name differs in case only.</exception>
    public static void RefuseFolder(Sweep sweep, string plots)
    {
        if (Directory.Exists(plots) && Directory.EnumerateDirectories(plots).Select(Path.GetFileName).FirstOrDefault(name => SweepName.Collide(name!, sweep.Name)) is { } other)
            throw new UserError($"--plots: '{plots}' has figures of a sweep '{other}', which differs from '{sweep.Name}' in case only: choose another 'name:'");
    }
}
