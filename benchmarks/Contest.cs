using System.Diagnostics;
using System.Globalization;

namespace Bench.Benchmarks;

/// <summary>Contenders as processes of one thread each, in turns (A B C, A B C, ...), so that drift of the machine's speed hits all alike.</summary>
internal static class Contest
{
    private sealed record Contender(string Name, int Steps, string File, params string[] Arguments);

    /// <summary>What the core can do, in FLOP/s, by precision; NaN where that could not be measured.</summary>
    private readonly record struct Peaks(double Fp32, double Bf16)
    {
        public static Peaks Measure() => new(Peak.Fp32() ?? double.NaN, Peak.Bf16() ?? double.NaN);

        public double For(Contender contender) => contender.Name.EndsWith("bf16", StringComparison.Ordinal) ? Bf16 : Fp32;
    }

    /// <summary>
    /// Prints the median samples per second of each contender, as a share of what the core can do in registers (measured in every round,
    /// before the contenders) too, and of ours ÷ theirs over the rounds.
    /// </summary>
    public static void Training(string data, int rounds, string python)
    {
        var self = Environment.ProcessPath!;
        var script = Path.Combine(AppContext.BaseDirectory, "plain_pytorch.py");
        Contender Ours(string model, string precision, int steps) => new($"ours, {precision}", steps, self, "ours", model, precision, data);
        Contender PyTorch(string model, int steps) => new("PyTorch, DataLoader", steps, python, script, model, data);
        Contender Resident(string model, int steps) => new("PyTorch, resident batch", steps, python, script, model, data);

        Race("resnet20", "cifar10", rounds,
            [Ours("resnet20", "fp32", 40), Ours("resnet20", "bf16", 60)],
            [PyTorch("resnet20", 20), Resident("resnet20", 20), new("TorchSharp, resident batch", 20, self, "plain-torchsharp", data)]);
        Race("lenet5", "mnist", rounds, [Ours("lenet5", "fp32", 1000)], [PyTorch("lenet5", 250), Resident("lenet5", 250)]);
        Race("conv4", "mnist", rounds, [Ours("conv4", "fp32", 30)], []);
        Race("lenet-300-100", "mnist", rounds,
            [Ours("lenet-300-100", "fp32", 5000)], [PyTorch("lenet-300-100", 600), Resident("lenet-300-100", 2000)]);
    }

    private static void Race(string model, string dataset, int rounds, Contender[] ours, Contender[] theirs)
    {
        Contender[] all = [.. ours, .. theirs];
        var rates = all.ToDictionary(c => c, _ => new List<double>());
        var shares = all.ToDictionary(c => c, _ => new List<double>());
        var peaks = new List<Peaks>();
        var flops = OurTraining.FlopsPerSample(model, dataset);
        for (var round = 0; round < rounds; round++)
        {
            peaks.Add(Peaks.Measure());
            foreach (var contender in all)
            {
                rates[contender].Add(Run(contender));
                shares[contender].Add(rates[contender][^1] * flops / peaks[^1].For(contender));
            }
        }

        Console.WriteLine($"\n{model} on {dataset}, {flops / 1e6:0.0} MFLOP a sample: samples/s and share of the core's peak "
            + $"({Range(peaks.Select(p => p.Fp32 / 1e9), "0")} GFLOP/s in fp32, {Range(peaks.Select(p => p.Bf16 / 1e9), "0")} in bf16), median of {rounds} (min to max)");
        foreach (var (contender, found) in rates)
            Console.WriteLine($"  {contender.Name,-28} {Range(found, "#,0"),26}   {Range(shares[contender], "0.00")}");
        foreach (var mine in ours)
            foreach (var other in theirs)
                Console.WriteLine($"  {mine.Name} ÷ {other.Name}: {Range(rates[mine].Zip(rates[other], (a, b) => a / b), "0.00")}");
    }

    private static string Range(IEnumerable<double> values, string format)
    {
        var all = values.ToList();
        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Text(OurTraining.Median(all))} ({Text(all.Min())} to {Text(all.Max())})";
    }

    private static double Run(Contender contender)
    {
        var start = new ProcessStartInfo(contender.File, [.. contender.Arguments, contender.Steps.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
        };
        if (contender.Name.EndsWith("resident batch", StringComparison.Ordinal) && contender.File != Environment.ProcessPath) start.ArgumentList.Add("resident");
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{contender.File} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}");
        return double.Parse(output.Trim().Split('\n')[^1], CultureInfo.InvariantCulture);
    }
}
