using System.Globalization;
using System.Text.RegularExpressions;
using Bench.Sweeps;

namespace Bench.Cli.Display;

/// <summary>A list of steps in words. Groups of steps that come again and again are said once, with the first and the last of the numbers that change.</summary>
internal static partial class StepText
{
    // Fewer are easier to read one by one.
    private const int FewestTimes = 3;

    /// <summary>A line for each step, with its number.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<Step> steps)
    {
        var texts = steps.Select(s => Text(s, steps)).ToList();
        var places = Grouped(texts.ConvertAll(text => Number().Replace(text, "#")), FewestTimes).ToList();
        var width = places.Max(p => Place(p).Length);
        foreach (var place in places)
        {
            var (begin, length, times) = place;
            if (times > 1) yield return $"{Place(place).PadRight(width)}  {times:#,0} times";
            for (var i = begin; i < begin + length; i++)
                yield return times == 1 ? $"{Place(place).PadRight(width)}  {texts[i]}" : $"{new string(' ', width)}    {Span(texts[i], texts[i + length * (times - 1)])}";
        }
    }

    /// <summary>The verbs alone, on one line: <c>initialization → cut → train → measure</c>.</summary>
    public static string Compact(IReadOnlyList<Step> steps)
    {
        var verbs = steps.Select(Verb).ToList();
        return string.Join(" → ", Grouped(verbs, 2).Select(group =>
        {
            var text = string.Join(" → ", verbs.GetRange(group.Begin, group.Length));
            return group.Times == 1 ? text : $"{(group.Length == 1 ? text : $"({text})")} × {group.Times:#,0}";
        }));
    }

    // The longest stretch of one group from each place on; of equally long ones that with the shortest group.
    private static IEnumerable<(int Begin, int Length, int Times)> Grouped(List<string> signatures, int fewest)
    {
        for (var i = 0; i < signatures.Count;)
        {
            var (best, times) = (1, 1);
            for (var length = 1; length * fewest <= signatures.Count - i; length++)
                if (TimesOf(i, length) is var found && found >= fewest && found * length > best * times) (best, times) = (length, found);
            yield return (i, best, times);
            i += best * times;
        }

        int TimesOf(int begin, int length)
        {
            var same = 0;
            while (begin + length + same < signatures.Count && signatures[begin + same] == signatures[begin + same + length]) same++;
            return same / length + 1;
        }
    }

    private static string Place((int Begin, int Length, int Times) group) =>
        group.Times == 1 ? $"{group.Begin + 1}" : $"{group.Begin + 1}–{group.Begin + group.Length * group.Times}";

    // Where the numbers of two texts differ, both.
    private static string Span(string first, string last)
    {
        var of = Number().Matches(last);
        var index = 0;
        return Number().Replace(first, match => of[index++].Value is var other && other == match.Value ? match.Value : $"{match.Value} … {other}");
    }

    private static string Text(Step step, IReadOnlyList<Step> all) => step is TrainStep train && all.Any(s => s is ChooseStep)
        ? string.Create(CultureInfo.InvariantCulture, $"{step.Text}, at the learning rate {train.Run.Recipe.LearningRate.Rate}")
        : step.Text;

    private static string Verb(Step step) => step switch
    {
        BeginStep { At: StartPoint.Pretrained } => "pretrained",
        BeginStep => "initialization",
        TrainStep => "train",
        CondemnStep => "condemn",
        ScanStep => "scan",
        CutStep => "cut",
        UpdateStep => "update",
        RewindStep { To: RewindStep.Redrawn } => "draw anew",
        RewindStep rewind => $"rewind {(rewind.What == RewindStep.LearningRate ? "learning rate" : rewind.What)}",
        LiftStep => "lift",
        DropStep => "drop",
        GrowStep => "grow",
        ShuffleStep => "shuffle",
        RenewNormStep renew => renew.Rule.Repair ? "repair" : "renew norms",
        MarkStep => "mark",
        ChooseStep => "choose",
        MeasureStep => "measure",
        _ => step.Text,
    };

    [GeneratedRegex(@"\d[\d,]*(\.\d+)?(E[+-]\d+)?")]
    private static partial Regex Number();
}
