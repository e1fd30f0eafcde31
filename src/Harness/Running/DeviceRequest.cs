using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Bench.Core;

namespace Bench.Harness.Running;

/// <summary>Where a user wants workers to compute: on the CPU, on all GPUs, on one of them, or on GPUs where there are any.</summary>
public sealed record DeviceRequest
{
    private const string AllGpus = "cuda", OneGpu = "cuda:", Automatic = "auto";

    private readonly string text;

    private DeviceRequest(string text) => this.text = text;

    /// <summary>The processor.</summary>
    public static DeviceRequest Cpu { get; } = new("cpu");

    /// <summary>Whether GPUs have to be looked for.</summary>
    public bool MayUseGpus => text != Cpu.text;

    /// <summary>What is wrong with a text that names no device.</summary>
    public static string Mistake(string text) => $"--device takes cpu, cuda, cuda:N (N from 0) or auto, not '{text}'";

    /// <exception cref="UserError">It names no device.</exception>
    public static DeviceRequest Parse(string text) => TryParse(text, out var request) ? request : throw new UserError(Mistake(text));

    /// <summary>The request that a text is; false where it names no device.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DeviceRequest? request)
    {
        request = text == Cpu.text || text is AllGpus or Automatic || NumberIn(text) is not null ? new DeviceRequest(text) : null;
        return request is not null;
    }

    /// <summary>
    /// The device of each worker: on the CPU as many as asked for (or cores), on GPUs one each, or as many as asked for, dealt out in turn.
    /// </summary>
    /// <param name="workers">Asked for; null: as many as there is use for.</param>
    /// <param name="gpus">What there is.</param>
    /// <param name="cores">Of the processor.</param>
    /// <exception cref="UserError">The devices asked for are not there.</exception>
    public IReadOnlyList<string> Assign(int? workers, GpuSurvey gpus, Func<int> cores)
    {
        if (!MayUseGpus || (text == Automatic && gpus.Names.Count == 0)) return [.. Enumerable.Repeat(Cpu.text, workers ?? cores())];
        if (!gpus.HasLibrary) throw new UserError("no CUDA device: this build has the CPU library only; build with -p:Torch=cuda");
        if (gpus.Names.Count == 0) throw new UserError("no CUDA device was found ('nvidia-smi' shows those that the driver knows)");
        var count = gpus.Names.Count;
        if (NumberIn(text) is not { } number) return [.. Enumerable.Range(0, workers ?? count).Select(i => OneGpu + i % count)];
        return number < count ? [.. Enumerable.Repeat(OneGpu + number, workers ?? 1)] : throw new UserError($"{OneGpu}{number}: {ThereAre(count)}");
    }

    private static string ThereAre(int count) => count switch
    {
        1 => $"there is 1 device, {OneGpu}0",
        2 => $"there are 2 devices, {OneGpu}0 and {OneGpu}1",
        _ => $"there are {count} devices, {OneGpu}0 to {OneGpu}{count - 1}",
    };

    private static int? NumberIn(string text) =>
        text.StartsWith(OneGpu, StringComparison.Ordinal) && int.TryParse(text[OneGpu.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
