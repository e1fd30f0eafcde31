using System.Runtime.CompilerServices;
using TorchSharp;

// TorchSharp's random state is global and the machine has few cores: one test at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Bench.TorchTests;

internal static class Serial
{
    /// <summary>One thread within an operation, as a worker has: two on a busy machine wait for one another, and take ten times as long.</summary>
    [ModuleInitializer]
    internal static void UseOneThread() => torch.set_num_threads(1);
}
