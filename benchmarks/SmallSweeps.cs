using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Bench.Results;

namespace Bench.Benchmarks;

/// <summary>Whole sweeps through the real program: how it scales over workers, what it costs beside the work itself, and its memory.</summary>
internal static class SmallSweeps
{
    private static readonly Regex Done = new(@"\[(\d+)/\d+"); // of a line of progress
    private static readonly string BenchProgram = Path.Combine(AppContext.BaseDirectory, "bench");
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250); // looking more often takes time from two workers on two cores

    /// <summary>Cells per hour with two workers against one, in turns; and the share of a sweep that is not in its cells.</summary>
    public static void Workers(string data, int rounds)
    {
        var sweep = """
            datasets: [mnist]
            models: [lenet-300-100]
            strategies: [global-magnitude, layer-magnitude, global-gradient, layer-gradient, random]
            compressions: [1, 2, 4, 8, 16]
            seeds: [1, 2, 3, 4]
            pretraining: {recipe: lottery-lenet, steps: 200}
            retraining: {recipe: lottery-lenet, epochs: 1}
            """;
        var ratios = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var (one, two) = (Run(sweep, data, workers: 1), Run(sweep, data, workers: 2));
            ratios.Add(two.CellsPerHour / one.CellsPerHour);
            Console.WriteLine($"1 worker {one.CellsPerHour:#,0} cells/h, 2 workers {two.CellsPerHour:#,0} cells/h: {ratios[^1]:0.00}");
            foreach (var run in new[] { one, two })
                Console.WriteLine($"  coordinator and database {run.Coordinator:0.00} s of CPU, {run.Coordinator / (run.Coordinator + run.Workers):0.0 %} of the sweep's; "
                    + $"cells take {run.InCells / (run.Wall * run.Count):0.0 %} of the workers' time from start to end");
        }
        Console.WriteLine($"cells per hour, 2 workers against 1: {OurTraining.Median(ratios):0.00} (median of {rounds})");
    }

    /// <summary>A worker's resident memory over a long sweep, and for ResNet-20 on CIFAR-10.</summary>
    public static void Memory(string data)
    {
        var many = Run(
            """
            datasets: [digits]
            models: [conv2]
            strategies: [global-magnitude, layer-magnitude, global-gradient, layer-gradient, global-activation, layer-activation, random]
            compressions: [1, 2, 4, 8, 16]
            seeds: [1, 2, 3, 4, 5, 6, 7, 8]
            pretraining: {recipe: quick-train, steps: 20}
            retraining: {recipe: quick-tune, steps: 10}
            """, data, workers: 1);
        double At(int cells) => many.Memory.First(m => m.Cells >= cells).Resident / 1e6;
        Console.WriteLine($"a worker after 20 cells {At(20):0} MB, after 200 cells {At(200):0} MB: {At(200) / At(20):0.000}; peak {many.Peak / 1e6:0} MB");

        var resnet = Run(
            """
            datasets: [cifar10]
            models: [resnet20]
            strategies: [global-magnitude, global-gradient]
            compressions: [2, 4]
            seeds: [1]
            pretraining: {recipe: he-cifar, steps: 60}
            retraining: {recipe: he-cifar, steps: 60}
            """, data, workers: 1);
        Console.WriteLine($"a worker of resnet20 on cifar10, batch 128: peak {resnet.Peak / 1e6:0} MB");
    }

    private sealed record Outcome(
        int Count, int Cells, double Wall, double Coordinator, double Workers, double InCells, long Peak, IReadOnlyList<(int Cells, long Resident)> Memory)
    {
        public double CellsPerHour => Cells / Wall * 3600;
    }

    private static Outcome Run(string sweep, string data, int workers)
    {
        var folder = Directory.CreateTempSubdirectory("bench-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "sweep.yaml"), sweep);
            var clock = Stopwatch.StartNew();
            using var process = Process.Start(new ProcessStartInfo(
                BenchProgram,
                ["run", "sweep.yaml", "--data", Path.GetFullPath(data), "--workers", workers.ToString(CultureInfo.InvariantCulture)])
            {
                WorkingDirectory = folder, RedirectStandardOutput = true,
            })!;
            var finished = 0;
            process.OutputDataReceived += (_, line) => finished = Done.Match(line.Data ?? "") is { Success: true } done ? int.Parse(done.Groups[1].Value, CultureInfo.InvariantCulture) : finished;
            process.BeginOutputReadLine();

            var (coordinator, peak) = (TimeSpan.Zero, 0L);
            var cpu = new Dictionary<int, double>();
            var memory = new List<(int, long)>();
            while (!process.WaitForExit(Glance))
            {
                process.Refresh();
                coordinator = process.HasExited ? coordinator : process.TotalProcessorTime;
                foreach (var worker in ChildrenOf(process.Id))
                {
                    cpu[worker] = CpuSeconds(worker) ?? cpu.GetValueOrDefault(worker);
                    peak = Math.Max(peak, Kilobytes(worker, "VmHWM") * 1024);
                    memory.Add((Volatile.Read(ref finished), Kilobytes(worker, "VmRSS") * 1024));
                }
            }
            var wall = clock.Elapsed.TotalSeconds;
            if (process.ExitCode != 0) throw new InvalidOperationException($"bench run ended with {process.ExitCode}");
            using var reader = ResultReader.Open(Path.Combine(folder, "results", "bench.db"));
            var row = reader.Query(
                "SELECT count(*), (SELECT sum(seconds_load + seconds_start + seconds_score + seconds_evaluate + seconds_retrain) FROM v_results), "
                + "(SELECT total(seconds) FROM v_pretrainings) FROM v_results").Rows[0];
            var inCells = Convert.ToDouble(row[1], CultureInfo.InvariantCulture) + Convert.ToDouble(row[2], CultureInfo.InvariantCulture);
            return new Outcome(workers, Convert.ToInt32(row[0], CultureInfo.InvariantCulture), wall, coordinator.TotalSeconds, cpu.Values.Sum(), inCells, peak, memory);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<int> ChildrenOf(int process)
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{process}/task") // a child belongs to the thread that started it
                .SelectMany(thread => File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static double? CpuSeconds(int process)
    {
        try
        {
            using var known = Process.GetProcessById(process);
            return known.TotalProcessorTime.TotalSeconds;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null; // it has ended
        }
    }

    private static long Kilobytes(int process, string field)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
