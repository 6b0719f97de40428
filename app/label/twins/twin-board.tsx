import { Explained } from "@/app/components/explained";
import { formatCounted } from "@/domain/format";
import type { BoardLine } from "@/domain/twin-quiz";

/** How well the labels of people, rules and language models are told from those of neighbours. */
export function TwinBoard({ lines }: { lines: readonly BoardLine[] }) {
  return (
    <section className="card mt-6" aria-labelledby="board-title">
      <h2 id="board-title" className="card-title">
        Whose labels tell features apart
      </h2>
      {lines.length === 0 ? (
        <p className="text-soft">Nobody has answered yet.</p>
      ) : (
        <table className="w-full text-left">
          <thead className="text-xs text-soft">
            <tr>
              <th scope="col" className="py-1 font-normal">
                Labels by
              </th>
              <th scope="col" className="py-1 text-right font-normal">
                <Explained tip="Share of answers that were right. 0.50 is guessing.">Right</Explained>
              </th>
              <th scope="col" className="py-1 text-right font-normal">
                <Explained tip="Krippendorff’s alpha over questions that two people or more have answered: 1 is always, 0 what chance would give.">
                  Agreement
                </Explained>
              </th>
              <th scope="col" className="py-1 text-right font-normal">
                Answers
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line border-t border-line">
            {lines.map(({ labeller, right, agreement, answers, questions }) => (
              <tr key={labeller}>
                <th scope="row" className="py-2 font-medium">
                  {labeller}
                </th>
                <td className="py-2 text-right">{right.toFixed(2)}</td>
                <td className="py-2 text-right">{agreement === null ? "–" : agreement.toFixed(2)}</td>
                <td className="py-2 text-right">
                  {answers}
                  <span className="block text-xs text-soft">to {formatCounted(questions, "question")}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
