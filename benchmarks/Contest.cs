using System.Diagnostics;
using System.Globalization;

namespace Bench.Benchmarks;

/// <summary>Contenders as processes of one thread each, in turns (A B C, A B C, ...), so that drift of the machine's speed hits all alike.</summary>
internal static class Contest
{
    private sealed record Contender(string Name, int Steps, string File, params string[] Arguments);

    /// <summary>Prints the median samples per second of each contender, and of ours ÷ theirs over the rounds.</summary>
    public static void Training(string data, int rounds, string python)
    {
        var self = Environment.ProcessPath!;
        var script = Path.Combine(AppContext.BaseDirectory, "plain_pytorch.py");
        Contender Ours(string model, string precision, int steps) => new($"ours, {precision}", steps, self, "ours", model, precision, data);
        Contender PyTorch(string model, int steps) => new("PyTorch, DataLoader", steps, python, script, model, data);
        Contender Resident(string model, int steps) => new("PyTorch, resident batch", steps, python, script, model, data);

        Race("resnet20 on cifar10, batch 128", rounds,
            [Ours("resnet20", "fp32", 40), Ours("resnet20", "bf16", 60)],
            [PyTorch("resnet20", 20), Resident("resnet20", 20), new("TorchSharp, resident batch", 20, self, "plain-torchsharp", data)]);
        Race("lenet5 on mnist, batch 60", rounds, [Ours("lenet5", "fp32", 1000)], [PyTorch("lenet5", 250), Resident("lenet5", 250)]);
        Race("lenet-300-100 on mnist, batch 60", rounds,
            [Ours("lenet-300-100", "fp32", 5000)], [PyTorch("lenet-300-100", 600), Resident("lenet-300-100", 2000)]);
    }

    private static void Race(string title, int rounds, Contender[] ours, Contender[] theirs)
    {
        Contender[] all = [.. ours, .. theirs];
        var rates = all.ToDictionary(c => c, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
            foreach (var contender in all) rates[contender].Add(Run(contender));

        Console.WriteLine($"\n{title}: samples/s, median of {rounds} (min to max)");
        foreach (var (contender, found) in rates)
            Console.WriteLine($"  {contender.Name,-28} {OurTraining.Median(found),9:#,0} ({found.Min():#,0} to {found.Max():#,0})");
        foreach (var mine in ours)
            foreach (var other in theirs)
                Console.WriteLine($"  {mine.Name} ÷ {other.Name}: {OurTraining.Median(rates[mine].Zip(rates[other], (a, b) => a / b)):0.00}");
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
