using Bench.Core;
using Bench.Tensors;

namespace Bench.Harness.Running;

/// <summary>The GPUs that workers can use.</summary>
/// <param name="HasLibrary">Whether this build has the CUDA library at all.</param>
/// <param name="Names">One a GPU, such as <c>cuda:0 NVIDIA A100-SXM4-40GB</c>.</param>
public sealed record GpuSurvey(bool HasLibrary, IReadOnlyList<string> Names)
{
    // Loading the CUDA library for the first time reads gigabytes.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>None looked for.</summary>
    public static GpuSurvey None { get; } = new(false, []);

    /// <summary>Devices in words: GPUs with their names, and how many workers where that is not one each; without any, that there is none.</summary>
    public string Describe(IReadOnlyList<string> devices)
    {
        var named = devices.CountBy(device => Names.FirstOrDefault(name => name.Split(' ')[0] == device) ?? device)
            .Select(device => device.Value > 1 && Names.Contains(device.Key) ? $"{device.Key}, {device.Value} workers" : device.Key);
        return string.Join("; ", named) + (Names.Count > 0 ? "" : HasLibrary ? " (no CUDA device was found)" : " (this build has the CPU library only)");
    }

    /// <summary>
    /// Looks for them in a worker process of its own, as the library, once loaded, holds memory of every GPU; with a build for the
    /// CPU there is nothing to look for.
    /// </summary>
    /// <exception cref="UserError">The library cannot be loaded.</exception>
    public static GpuSurvey Take(WorkerCommand worker, WorkFolder folder)
    {
        if (!ComputeDevice.HasCudaLibrary) return None;
        var log = folder.Log(0);
        try
        {
            using var process = WorkerProcess.StartSurvey(worker, log);
            var reply = process.Receive(Limit);
            return reply.Gpus is { } names ? new(true, names) : throw new UserError($"the CUDA library cannot be used: {reply.Failure}");
        }
        catch (WorkerDied death)
        {
            throw new UserError($"the CUDA library cannot be used: {death.Message}; {log} may say more", death);
        }
    }
}
